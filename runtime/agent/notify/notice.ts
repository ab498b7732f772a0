import type { HookEvent } from '../../box/configuration/settings.ts'
import type { PathKey } from '../../core/path.ts'
import { describeHalt } from '../../engine/describe/halt.ts'
import { describeProblem } from '../../engine/describe/problem.ts'
import type { Halt, Problem } from '../../engine/status.ts'
import type { HistoryEntry } from '../../ports/store.ts'

export type NoticeKind = HookEvent

/** One thing that happened. `path` is its place in Dropbox ('' for the Dropbox folder), `text` one sentence or several for people. */
export interface NoticeItem {
  readonly path: string
  readonly reason: string
  readonly text: string
}

/** What a hook is told in one go: all of a kind that came together, the first by name, and how many beside those. */
export interface Notice {
  readonly event: NoticeKind
  readonly items: readonly NoticeItem[]
  readonly more: number
}

/** What holds at one moment, by what tells it from others. */
export type Standing = ReadonlyMap<string, { readonly kind: NoticeKind; readonly item: NoticeItem }>

/** So many are named in one notice. */
const mostNamed = 100

/** What holds of halts and problems; what passes by itself before long is none. */
export function standingOf(halts: readonly Halt[], problems: readonly Problem[]): Standing {
  const standing = new Map<string, { kind: NoticeKind; item: NoticeItem }>()
  for (const halt of halts) {
    const path: PathKey = 'path' in halt ? halt.path : ''
    const side = 'side' in halt ? ` ${halt.side}` : ''
    const item = { path, reason: halt.reason, text: describeHalt(halt) }
    standing.set(`halt ${halt.reason} ${path}${side}`, { kind: 'halt', item })
  }
  for (const problem of problems) {
    const { path, why } = problem
    if (why.reason === 'changing' || why.reason === 'being-read' || why.reason === 'interrupted') continue
    const { text, advice } = describeProblem(problem)
    const item = { path, reason: why.reason, text: `${text} ${advice}` }
    standing.set(`problem ${why.reason} ${path}`, { kind: 'problem', item })
  }
  return standing
}

/** What is to be told: what holds now and was not told (by its keys), and the conflict copies of new lines of the history (the newest first). */
export function noticesOf(
  now: Standing,
  told: ReadonlySet<string>,
  lines: readonly Pick<HistoryEntry, 'action' | 'path' | 'detail'>[],
): Notice[] {
  const conflicts = lines
    .filter(({ action }) => action === 'conflict copy')
    .map(
      ({ path, detail = '' }): NoticeItem => ({
        ...{ path, reason: 'conflict-copy' },
        text: `${path} is a conflict copy of ${detail}. "dropbox conflicts" shows both.`,
      }),
    )
    .reverse()
  const fresh = [...now].filter(([key]) => !told.has(key)).map(([, one]) => one)
  const of = (kind: NoticeKind) => fresh.filter((one) => one.kind === kind).map(({ item }) => item)
  return [
    noticeOf('conflict', conflicts),
    noticeOf('halt', of('halt')),
    noticeOf('problem', of('problem')),
  ].filter(({ items }) => items.length > 0)
}

function noticeOf(event: NoticeKind, items: readonly NoticeItem[]): Notice {
  return { event, items: items.slice(0, mostNamed), more: Math.max(0, items.length - mostNamed) }
}
