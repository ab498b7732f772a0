import type { PathKey } from '../../core/path.ts'
import type { Operation } from '../../core/plan/operation.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import { type Keep, keeps, syncedAfter } from '../../core/restored/keep.ts'
import { withSynced } from '../../core/restored/overlay.ts'
import { isMore, previewOf, type RestoredPlan, type Stakes } from '../../core/restored/preview.ts'
import type { SyncedEntry } from '../../core/tree.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { BoxRules } from '../box-rules.ts'
import type { Guards, Review } from '../guards.ts'
import type { LocalObserver } from '../observe/local/local.ts'
import type { RootsSeen } from '../observe/roots/look.ts'
import type { Roots } from '../observe/roots/roots.ts'
import type { OutOfReach } from '../out-of-reach.ts'
import type { Places } from '../places.ts'
import type { RestoredHalt } from '../status.ts'
import { createAsks } from './asks.ts'
import type { CloudMark } from './cloud-mark.ts'
import { boxHalt, findsRestored, isAnyAtStake, type RestoredNow } from './restored-now.ts'
import { haltsSince } from './since.ts'

/** What was restored, and what each choice would do about it. */
export interface RestoredReport {
  /** `since`: when it was noticed, ms since 1970. */
  readonly halts: readonly { readonly halt: RestoredHalt; readonly since: number }[]
  readonly plans: Readonly<Record<Keep, RestoredPlan>>
}

/** `more`: something is at stake that was not shown, so nothing was chosen; `nothing-restored`: there is nothing to choose. */
export type ChoiceResult = 'chosen' | 'more' | 'nothing-restored'

/**
 * Lets a person choose what to keep where files, or what the agent remembers of them, were restored to an older state. Until then nothing is
 * planned there.
 */
export interface Restoring {
  /**
   * What was restored and what each choice would do, after a fresh look at both sides; undefined when nothing was. Rejects with what stopped the look,
   * and with CloudError `offline` before long where Dropbox cannot be reached.
   */
  report(): Promise<RestoredReport | undefined>
  /** Makes a choice, if nothing is at stake that `shown` does not name. Rejects as `report` does, with nothing chosen, and when the disk refuses the new marker. */
  choose(keep: Keep, shown: Stakes): Promise<ChoiceResult>
  /** A cycle begins. */
  begin(): void
  /** Whether the whole box may be older than its Dropbox, and nobody has said yet what to keep. */
  undecided(): boolean
  /** What is held back of a plan while the whole box is older than its Dropbox and something is at stake: everything. Undefined: nothing is. */
  review(planned: readonly Operation[]): Review | undefined
  /** To be called in each cycle once both sides were looked at. True when a choice was made: the roots are to be looked at again. */
  serve(seen: RootsSeen, signal: AbortSignal): Promise<boolean>
  /** The cycle is over, with this error if any. */
  end(error: unknown): void
}

type Question =
  | { readonly kind: 'report' }
  | { readonly kind: 'choose'; readonly keep: Keep; readonly shown: Stakes }

export function createRestoring(parts: {
  readonly store: Store
  readonly clock: Clock
  readonly roots: Roots
  readonly places: Places
  readonly local: LocalObserver
  readonly guards: Guards
  readonly rules: BoxRules
  readonly mark: CloudMark
  readonly outOfReach: Pick<OutOfReach, 'within'>
  readonly asked: () => void
  readonly tell: (action: string, path: string, detail?: string) => void
}): Restoring {
  const { store, clock, roots, places, local, guards, rules, mark, outOfReach, asked, tell } = parts
  const asks = createAsks<Question, RestoredReport | undefined | ChoiceResult>(nothing)
  const since = haltsSince(store, clock)

  const ask = (question: Question): Promise<RestoredReport | undefined | ChoiceResult> => {
    const { answer, withdraw } = asks.ask(question)
    asked()
    return outOfReach.within(answer, withdraw)
  }

  const restoredNow = findsRestored({ store, roots, places, rules, mark })

  const outcome = (
    keep: Keep,
    { area }: RestoredNow,
  ): { plan: RestoredPlan; synced: Map<PathKey, SyncedEntry> } => {
    const synced = syncedAfter(keep, store, area, rules.choice)
    return { synced, plan: previewOf(withSynced(store, area, synced), rules.choice) }
  }

  const setSynced = (
    { area, roots: restored }: RestoredNow,
    synced: ReadonlyMap<PathKey, SyncedEntry>,
  ): void => {
    for (const { path: top } of restored) {
      if (top !== '') store.clear('synced', top)
      else for (const [path] of [...store.children('')]) if (area.covers(path)) store.clear('synced', path)
    }
    for (const [path, entry] of synced) store.setSynced(path, entry)
  }

  const make = async (keep: Keep, shown: Stakes, now: RestoredNow): Promise<ChoiceResult> => {
    if (isMore(outcome(keep, now).plan, shown)) return 'more'
    let agreed: RestoredPlan | undefined
    await roots.renew(now.halted, () => {
      // Transfers elsewhere may have ended while the marker was written.
      const { synced, plan: last } = outcome(keep, now)
      if (isMore(last, shown)) return false
      agreed = last
      setSynced(now, synced)
      if (mark.movedOn()) mark.goOn()
      for (const { path } of now.roots) tell(keep, spellerOf(store)(path))
      return true
    })
    if (agreed === undefined) return 'more'
    guards.allow(agreed)
    return 'chosen'
  }

  return {
    async report() {
      const report = await ask({ kind: 'report' })
      return typeof report === 'object' ? report : undefined
    },
    async choose(keep, shown) {
      const result = await ask({ kind: 'choose', keep, shown })
      return typeof result === 'string' ? result : 'nothing-restored'
    },
    begin: asks.begin,
    undecided: mark.movedOn,
    review(planned) {
      if (!mark.movedOn() || !isAnyAtStake(planned)) return undefined
      return { operations: [], halts: [boxHalt] }
    },
    async serve(seen, signal) {
      const now = restoredNow(seen)
      const noticed = since(now?.halts ?? [])
      if (!asks.due()) return false
      if (now === undefined) {
        await asks.answer(async (question) => nothing(question))
        return false
      }
      const found = await roots.links()
      await local.scanWhole({ ...seen, found, ready: now.roots }, signal)
      let isChosen = false
      await asks.answer(async (question) => {
        if (isChosen) return nothing(question)
        if (question.kind === 'choose') {
          const result = await make(question.keep, question.shown, now)
          isChosen = result === 'chosen'
          return result
        }
        const plans = Object.fromEntries(keeps.map((keep) => [keep, outcome(keep, now).plan])) as Record<
          Keep,
          RestoredPlan
        >
        return {
          halts: now.halts.map((halt, index) => ({ halt, since: noticed[index] ?? clock.now() })),
          plans,
        }
      })
      return isChosen
    },
    end: asks.end,
  }
}

function nothing({ kind }: Question): undefined | ChoiceResult {
  return kind === 'report' ? undefined : 'nothing-restored'
}
