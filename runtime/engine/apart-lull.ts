import type { DisplayPath, PathKey } from '../core/path.ts'
import type { Plan } from '../core/plan/operation.ts'
import type { PlanRules } from '../core/plan/plan.ts'
import { spellerOf } from '../core/plan/spelling.ts'
import { changeMark } from '../local/scan/change-mark.ts'
import type { ApplyContext } from './apply/context.ts'
import type { Problem } from './status.ts'

/**
 * Leaves programs alone that make something at an excluded place: to give a folder another name while it is filled would take it away under
 * their hands, once for each folder that they make anew. Not events tell that they have ended, since none come from what is ignored,
 * nor from some file systems, but looks at all that is there. What never comes to rest keeps its name, and a person is told: that loses nothing.
 */
export interface ApartLull {
  /** A plan without what is to wait. To be asked with everything that is planned, each time. */
  review(planned: Plan, signal: AbortSignal): Promise<Plan>
  /** What waits and is not told as a problem yet. */
  waiting(): readonly DisplayPath[]
  /** What has been waiting for too long. */
  problems(): readonly Problem[]
  /** ms until the next look at something that waits, or undefined when nothing does. */
  wait(): number | undefined
}

/** What was seen of a place; monotonic ms. */
interface Seen {
  readonly mark: string
  /** Since when it has been seen to be so. */
  readonly since: number
  /** When it was looked at last. */
  readonly at: number
  /** When it was looked at first. */
  readonly first: number
  /** How long the last look took, ms. */
  readonly took: number
}

/** Looks in one lull. */
const looksPerLull = 2
/** So many times as long as a look took, there is none: a large tree is gone through. */
const restPerLook = 20
/** And so many lulls, once a person was told: nobody knows how long it goes on. */
const lullsOnceTold = 3

export function createApartLull(
  context: Pick<ApplyContext, 'store' | 'files' | 'clock' | 'places' | 'settings' | 'setbacks' | 'arrivals'>,
  rules: Pick<PlanRules, 'mapped'>,
): ApartLull {
  const { store, files, clock, places, settings, setbacks, arrivals } = context
  const { apartLull: lull, apartPatience: patience } = settings
  const seen = new Map<PathKey, Seen>()
  /** Of the last plan. */
  let waits: readonly (readonly [display: DisplayPath, known: Seen])[] = []

  const isAtRest = ({ since, at }: Seen): boolean => at - since >= lull
  const isTold = (known: Seen): boolean => !isAtRest(known) && known.at - known.first >= patience
  const isKept = (path: PathKey): boolean => arrivals.arrived(path, store.get(path).local)

  /** ms between the last look at a place and the next one. */
  const pauseAfter = (known: Seen): number =>
    Math.max(
      known.took * restPerLook,
      isTold(known) ? lull * lullsOnceTold : isAtRest(known) ? lull : lull / looksPerLull,
    )

  const look = async (path: PathKey, absolute: string, signal: AbortSignal): Promise<Seen> => {
    const before = seen.get(path)
    const began = clock.monotonic()
    if (before !== undefined && began - before.at < pauseAfter(before)) return before
    const mark = await changeMark(files, absolute, signal)
    const isSame = before?.mark === mark
    const now: Seen = {
      mark,
      since: isSame ? before.since : began,
      at: began,
      // Who begins anew with what was at rest is waited for anew.
      first: before === undefined || (isAtRest(before) && !isSame) ? began : before.first,
      took: clock.monotonic() - began,
    }
    seen.set(path, now)
    return now
  }

  return {
    async review(planned, signal) {
      arrivals.forgetWanted()
      for (const path of seen.keys()) if (!isKept(path)) seen.delete(path)
      const waiting = new Map<PathKey, Seen>()
      const judge = async (path: PathKey, rests: (now: Seen, before: Seen | undefined) => boolean) => {
        const absolute = places.of(path)?.absolute
        if (absolute === undefined) return
        arrivals.awaited(path)
        const before = seen.get(path)
        const now = await look(path, absolute, signal)
        if (!rests(now, before)) waiting.set(path, now)
      }
      for (const operation of planned.operations) {
        if (operation.kind !== 'move-local' || operation.reason !== 'set-apart') continue
        if (setbacks.holds(operation, clock.monotonic())) continue
        // By a look of this very moment: a program may have begun since any other one.
        await judge(operation.from, (now, before) => isAtRest(now) && now !== before)
      }
      // An empty folder is one that may be filled.
      for (const { path, reason } of planned.held)
        if (reason === 'selective-sync-conflict' && !rules.mapped(path) && isKept(path))
          await judge(path, isAtRest)
      const spell = spellerOf(store)
      waits = [...waiting].map(([path, known]) => [spell(path), known])
      if (waiting.size === 0) return planned
      return {
        operations: planned.operations.filter(
          (operation) => operation.kind !== 'move-local' || !waiting.has(operation.from),
        ),
        held: planned.held.filter(({ path }) => !waiting.has(path)),
      }
    },
    waiting: () => waits.flatMap(([display, known]) => (isTold(known) ? [] : display)),
    problems: () =>
      waits.flatMap(([path, known]) => (isTold(known) ? { path, why: { reason: 'being-made' } } : [])),
    wait() {
      if (waits.length === 0) return undefined
      const now = clock.monotonic()
      return Math.max(0, Math.min(...waits.map(([, known]) => known.at + pauseAfter(known) - now)))
    },
  }
}
