import type { Hook } from '../../box/configuration.ts'
import type { Engine } from '../../engine/interface.ts'
import type { Log } from '../../engine/log.ts'
import type { Store } from '../../ports/store.ts'
import { type Notice, noticesOf, standingOf } from './notice.ts'
import type { HookResult, HookRun } from './run-hook.ts'

/** Tells hooks of conflicts, halts and problems, beside the engine and never in its way. */
export interface Notifier {
  /** The hooks from now on. The first of them is not told of what holds already. */
  use(hooks: readonly Hook[]): void
  /** Ends, and ends the hook that runs. */
  close(): Promise<void>
}

/** What comes within so many ms is told in one go. */
const gather = 1_000
const limit = 30_000
/** Notices that wait for a hook; more are only counted. */
const mostWaiting = 50
const toldName = 'told'
/** What was told is remembered over the end of the agent, as far as it is not more than this. */
const mostRemembered = 1_000

export function createNotifier(parts: {
  readonly engine: Pick<Engine, 'listen' | 'status' | 'problems'>
  readonly store: Pick<Store, 'history' | 'value' | 'setValue'>
  readonly hooks: readonly Hook[]
  readonly log: Log
  readonly facts: { readonly boxName: string; readonly folder: string }
  readonly environment: NodeJS.ProcessEnv
  /** Where hooks run. */
  readonly home: string
  readonly run: (run: HookRun) => Promise<HookResult>
  /** ms since 1970. */
  readonly now: () => number
  /** Does something a little later, so that what comes together is told in one go; after a second, without it. */
  readonly soon?: (work: () => void) => void
}): Notifier {
  const { engine, store, log, facts, environment, home, run, now, soon = afterGathering } = parts
  let { hooks } = parts
  const ending = new AbortController()
  let told: ReadonlySet<string> = new Set(rememberedIn(store))
  let after = store.history(1)[0]?.id ?? 0
  let isDue = false
  const waiting: { readonly hook: Hook; readonly number: number; readonly notice: Notice }[] = []
  let running: Promise<void> | undefined

  const current = (): ReturnType<typeof standingOf> => {
    const status = engine.status()
    return standingOf(status.state === 'halted' ? status.halts : [], engine.problems())
  }

  const remember = (keys: ReadonlySet<string>): void => {
    const isSame = keys.size === told.size && [...keys].every((key) => told.has(key))
    told = keys
    if (isSame) return
    const kept = [...keys].slice(0, mostRemembered)
    store.setValue(toldName, kept.length === 0 ? undefined : JSON.stringify(kept))
  }

  const look = (): void => {
    const standing = current()
    const lines = store.history(1_000, after)
    after = lines[0]?.id ?? after
    const notices = noticesOf(standing, told, lines)
    const { state } = engine.status()
    // While it is at work what holds is not known yet: what was told then still counts.
    const isKnown = state === 'up-to-date' || state === 'halted'
    remember(new Set([...(isKnown ? [] : told), ...standing.keys()]))
    for (const notice of notices)
      for (const [index, hook] of hooks.entries()) {
        if (!hook.on.includes(notice.event)) continue
        if (waiting.length >= mostWaiting)
          log.warn('hook-left-out', { number: index + 1, event: notice.event })
        else waiting.push({ hook, number: index + 1, notice })
      }
    tellWaiting()
  }

  const tellWaiting = (): void => {
    if (running !== undefined || waiting.length === 0 || ending.signal.aborted) return
    running = tellAll().finally(() => {
      running = undefined
      tellWaiting()
    })
  }

  const tellAll = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !ending.signal.aborted; next = waiting.shift()) {
      const { hook, number, notice } = next
      const { event, items, more } = notice
      const [first] = items
      const result = await run({
        ...{ exec: hook.exec, environment, folder: home, limit, signal: ending.signal },
        variables: {
          DROPBOX_EVENT: event,
          DROPBOX_COUNT: String(items.length + more),
          DROPBOX_PATH: first?.path ?? '',
          DROPBOX_REASON: first?.reason ?? '',
          DROPBOX_TEXT: first?.text ?? '',
        },
        input: `${JSON.stringify({ event, at: now(), box: facts.boxName, folder: facts.folder, items, more })}\n`,
      })
      // By its number: its command line may hold a secret.
      if (result.ended === 'well') log.info('hook', { number, event, items: items.length + more })
      else log.warn('hook-failed', { number, event, ...result })
    }
  }

  const stop = engine.listen(() => {
    if (hooks.length === 0 || isDue) return
    isDue = true
    soon(safely)
  })

  /** Nothing of it may end the agent. */
  const safely = (): void => {
    isDue = false
    if (ending.signal.aborted) return
    try {
      look()
    } catch (error) {
      log.warn('hook-failed', { error: String(error) })
    }
  }

  return {
    use(next) {
      if (hooks.length === 0) {
        remember(new Set(current().keys()))
        after = store.history(1)[0]?.id ?? after
      }
      hooks = next
    },
    async close() {
      stop()
      ending.abort()
      await running
    },
  }
}

function afterGathering(work: () => void): void {
  setTimeout(work, gather).unref()
}

function rememberedIn(store: Pick<Store, 'value'>): string[] {
  try {
    const keys: unknown = JSON.parse(store.value(toldName) ?? '[]')
    return Array.isArray(keys) ? keys.map(String) : []
  } catch {
    return []
  }
}
