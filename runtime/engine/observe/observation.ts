import { createRescanPeriod } from '../../core/rates/rescan-period.ts'
import type { Clock } from '../../ports/clock.ts'
import { isDiskError } from '../../ports/files.ts'
import { type KnownRoot, type Store, StoreError } from '../../ports/store.ts'
import type { Looks } from '../attention.ts'
import type { Execution } from '../execution.ts'
import type { Guards } from '../guards.ts'
import type { Housekeeping } from '../housekeeping.ts'
import type { Log } from '../log.ts'
import type { Recorder } from '../recorder.ts'
import type { EngineSettings } from '../settings.ts'
import type { Unrecorded } from '../unrecorded.ts'
import type { LocalObserver } from './local/local.ts'
import type { Longpoll } from './longpoll.ts'
import type { PowerCut } from './power-cut.ts'
import type { RemoteObserver } from './remote.ts'
import { followRenamedChoices } from './renamed-choices.ts'
import type { RenamedExclusions } from './renamed-exclusions.ts'
import type { RootsSeen } from './roots/look.ts'
import type { Roots } from './roots/roots.ts'
import type { Watches } from './watches.ts'

/** Looks at both sides as far as something asked for it; after both looks all three trees may be planned from. */
export interface Observation {
  /** Looks at the box; `met` is told how the roots are before anything in them is scanned. Throws DiskError when the disk itself fails. */
  box(looks: Looks, signal: AbortSignal, met?: (here: RootsSeen) => void): Promise<RootsSeen>
  /** Looks at Dropbox, and gives what was seen of the roots as it is after that. Throws CloudError. */
  dropbox(looks: Looks, here: RootsSeen, signal: AbortSignal): Promise<RootsSeen>
  /** What the last look at the roots showed. */
  seen(): RootsSeen | undefined
  /** ms until everything on the box is due to be scanned. */
  untilScan(): number
  /** How often everything on the box is scanned though nothing asks for it, ms, and how many changes the last such scan found of which no event had told. */
  rescan(): { readonly every: number; readonly missed: number }
  /** How long the last scan of everything took, ms; undefined before the first one. */
  lastScan(): number | undefined
  /**
   * To be told before an orderly end: moves the markers on if something was synced since, so that what is set back to any moment before is found
   * out. Never throws for a disk.
   */
  end(): Promise<void>
}

/** So many times as long as a scan took, a box rests from it on which nothing happens. */
const restOfScan = 2_000

export function createObservation(parts: {
  readonly store: Store
  readonly clock: Clock
  readonly settings: EngineSettings
  readonly roots: Roots
  readonly local: LocalObserver
  readonly remote: RemoteObserver
  readonly exclusions: Pick<RenamedExclusions, 'begin' | 'end'>
  readonly watches: Watches
  readonly longpoll: Longpoll
  readonly powerCut: PowerCut
  /** Whether the Dropbox folder was this agent's when that was last looked at. */
  readonly hasHome: () => boolean
  readonly housekeeping: Housekeeping
  readonly guards: Guards
  readonly recorder: Recorder
  readonly unrecorded: Unrecorded
  readonly log: Log
  readonly execution: Pick<Execution, 'awaitedStages' | 'remoteChanged'>
  /** Told the number of entries so far while Dropbox is listed as a whole. */
  readonly listing: (entries: number) => void
}): Observation {
  const { store, clock, settings, roots, local, remote, exclusions, watches, longpoll } = parts
  const { powerCut, housekeeping, guards, recorder, unrecorded, execution, listing, log } = parts
  let seen: RootsSeen | undefined
  /** When it ended and how long it took, monotonic ms. */
  let lastFullScan: { readonly ended: number; readonly took: number } | undefined
  /** When the markers were moved on, and how many effects had been recorded then. */
  let marked = { at: clock.monotonic(), effects: 0 }
  /** The roots that were ready at the last look, by identity. */
  let stood: ReadonlySet<string> | undefined
  /** Something happened since the last full scan of which hints do not tell. */
  let scanOwed = false

  /** Moves the markers on from time to time, if something was synced since. */
  const markAnew = async ({ ready }: RootsSeen): Promise<void> => {
    const now = clock.monotonic()
    if (recorder.count() === marked.effects || now - marked.at < settings.markEvery) return
    marked = { at: now, effects: recorder.count() }
    await roots.moveOn(ready)
  }

  /** Where something was synced since the markers were moved on, they wait for a scan. */
  const isCalm = (): boolean => watches.shortfall() === undefined && recorder.count() === marked.effects

  const rescanPeriod = createRescanPeriod(settings.rescanAdapts)

  const every = (took: number): number => {
    const { rescanEvery, rescanAtLeast } = settings
    const usual = isCalm() ? Math.max(rescanEvery, Math.min(rescanAtLeast, took * restOfScan)) : rescanEvery
    return rescanPeriod.every(usual, took, rescanAtLeast)
  }

  const untilScan = (): number => {
    if (lastFullScan === undefined) return 0
    const { ended, took } = lastFullScan
    return ended + every(took) - clock.monotonic()
  }

  const scanAll = async (here: RootsSeen, signal: AbortSignal): Promise<void> => {
    const began = clock.now()
    const beginning = clock.monotonic()
    await local.scanAll(here, signal, watches.found)
    if (here.halts.length === 0) powerCut.scanned(began)
    await watches.reconcile()
    scanOwed = false
    const ended = clock.monotonic()
    lastFullScan = { ended, took: ended - beginning }
    guards.secondLook.scanned()
    await markAnew(here)
    await housekeeping.afterScan(here.ready, execution.awaitedStages())
  }

  /** All that events told was looked at before: what this finds, they did not tell. */
  const scanUnasked = async (here: RootsSeen, signal: AbortSignal): Promise<void> => {
    const before = local.found()
    await scanAll(here, signal)
    const missed = local.found() - before
    rescanPeriod.scanned({ missed, complete: watches.shortfall() === undefined })
    if (missed > 0) log.info('missed', { changes: missed })
  }

  return {
    async box(looks, signal, met) {
      const there = await roots.look()
      if (parts.hasHome()) powerCut.begin()
      else powerCut.leave()
      const here = await housekeeping.recover(there)
      seen = here
      met?.(here)
      if (here.ready.some(({ identity }) => stood?.has(identity) === false)) guards.secondLook.begin()
      stood = new Set(here.ready.map(({ identity }) => identity))
      const watchedAnew = await watches.keep(here.ready)
      scanOwed ||= watchedAnew || here.anew
      const asked = scanOwed || looks.everything || guards.secondLook.due() || lastFullScan === undefined
      if (asked) await scanAll(here, signal)
      else {
        await local.scanHinted(new Set([...looks.folders, ...local.restless()]), here, signal)
        if (untilScan() <= 0) await scanUnasked(here, signal)
      }
      return here
    },
    async dropbox(looks, here, signal) {
      if (looks.remote || !remote.complete()) {
        await unrecorded.beforeDropbox(signal)
        exclusions.begin()
        const news = await remote.drain(signal, {
          changed: execution.remoteChanged,
          counted: listing,
          commits: recorder.count,
        })
        await unrecorded.afterDropbox(here)
        longpoll.drained(news)
        followRenamedChoices(store, roots.known)
        exclusions.end()
      }
      seen = await roots.followRenames(here)
      return seen
    },
    seen: () => seen,
    untilScan,
    rescan: () => ({ every: Math.round(every(lastFullScan?.took ?? 0)), missed: rescanPeriod.missed() }),
    lastScan: () => lastFullScan?.took,
    async end() {
      if (recorder.count() === marked.effects) return
      try {
        const standing: KnownRoot[] = []
        for (const root of seen?.ready ?? []) {
          const now = roots.known.get(root.path)
          if (now !== undefined && (await roots.stands(now))) standing.push(now)
        }
        await roots.moveOn(standing)
      } catch (error) {
        if (!isDiskError(error) && !(error instanceof StoreError)) throw error
        log.warn('marker', { code: error.code, detail: error.message })
      }
    },
  }
}
