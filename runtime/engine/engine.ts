import { nameOf } from '../core/path.ts'
import { conflictName } from '../core/plan/conflict-name.ts'
import type { Held, Operation } from '../core/plan/operation.ts'
import { plan } from '../core/plan/plan.ts'
import { stagedPath } from '../local/staging/stage.ts'
import { folderFlush } from '../local/swap/flush.ts'
import { openTrash, type Trash, type TrashReason } from '../local/trash/trash.ts'
import { type Account, CloudError } from '../ports/cloud.ts'
import { createCarrier } from './apply/carry-out.ts'
import { createAttention, type Looks } from './attention.ts'
import { localDay } from './day.ts'
import { createDiskRoom } from './disk-room.ts'
import { createFlights } from './flights.ts'
import { createGuards } from './guards.ts'
import { createHotFiles } from './hot-files.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { Engine, EngineParts } from './interface.ts'
import { createLeases } from './leases.ts'
import { watchClocks } from './observe/clock-watch.ts'
import { createLocalObserver } from './observe/local.ts'
import { createLongpoll } from './observe/longpoll.ts'
import { createMovedFolders } from './observe/moved-folders.ts'
import { createPowerCut } from './observe/power-cut.ts'
import { createRemoteObserver } from './observe/remote.ts'
import { followRenamedChoices } from './observe/renamed-choices.ts'
import { createRoots, type RootsSeen } from './observe/roots.ts'
import { createWatches } from './observe/watches.ts'
import { createPastLives } from './past-lives.ts'
import { createPlaces } from './places.ts'
import { faultIn, planRules } from './plan-rules.ts'
import { createProgress } from './progress.ts'
import { createRecorder } from './recorder.ts'
import { createCloudMark } from './restored/cloud-mark.ts'
import { createRestoring } from './restored/restored.ts'
import { createSetbacks } from './setbacks.ts'
import { type Halt, isApprovable, type Problem, type SyncStatus } from './status.ts'

const firstPause = 1_000
const longestPause = 60_000
/** While files are on their way, looking and planning get a fifth of the time at most: each file that lands asks for a look. */
const restPerCycle = 4
const longestRest = 5_000
/** How often a folder that is not there, or not itself, is looked at again; nothing tells when it comes back. */
const haltedLook = 2_000

export function createEngine({
  store,
  cloud,
  files,
  watch,
  clock,
  random,
  machine,
  settings,
  log,
}: EngineParts): Engine {
  const tell = (action: string, path: string, detail?: string): void => {
    store.record({ at: clock.now(), action, path, detail })
    log.info('synced', { action, path, ...(detail === undefined ? {} : { detail }) })
  }
  const copyName = (name: string): ((attempt: number) => string) => {
    const label = { boxName: mark.boxName(), day: localDay(clock.now()) }
    return (attempt) => {
      let left = attempt
      return conflictName(name, '', label, () => left-- > 0)
    }
  }

  const everywhere = { kind: 'everything', path: settings.folder } as const
  const attention = createAttention(clock)
  const setbacks = createSetbacks()
  const progress = createProgress(clock)
  const flush = folderFlush(files)
  const hot = createHotFiles(clock)
  const recorder = createRecorder(store, flush)
  const pastLives = createPastLives(store, settings.homeLock)
  const leases = createLeases({ files, clock, random, machine, pastLives, log })
  const roots = createRoots(store, files, random, leases, settings, tell)
  const places = createPlaces(store, roots.known)
  const powerCut = createPowerCut(store, clock, machine)
  const local = createLocalObserver({ store, files, clock, places, settings, doubt: powerCut.doubt })
  const movedFolders = createMovedFolders(store)
  const mark = createCloudMark({
    ...{ store, cloud, clock, random, settings, attention, log },
    effects: recorder.count,
    holds: () => leases.holds(settings.folder),
  })
  const remote = createRemoteObserver(store, cloud, movedFolders, mark)
  const watches = createWatches(watch, local, attention, log)
  const guards = createGuards({
    ...{ store, clock, settings },
    chosen(path) {
      const root = places.rootOf(path)
      return root !== undefined && roots.isFirstSync(root.path)
    },
  })
  const housekeeping = createHousekeeping({
    ...{ store, files, clock, log, tell, copyName },
    trash: settings.trash,
  })
  const longpoll = createLongpoll({ cloud, store, clock, attention, log })
  const flights = createFlights({
    began: progress.began,
    ended(transfer, calledOff) {
      progress.ended(transfer)
      if (flights.size === 0 || obstructed || calledOff) attention.again()
      if (flights.size === 0) resting.abort('landed')
      changedSoon()
    },
    moved: progress.moved,
  })
  const trashOf = (root: string, why: TrashReason): Trash => openTrash(files, root, clock.now(), why)
  const diskRoom = createDiskRoom({ files, places, flights, progress })
  const carrier = createCarrier(
    {
      ...{
        store,
        cloud,
        files,
        clock,
        places,
        settings,
        setbacks,
        attention,
        recorder,
        flush,
        hot,
        log,
        tell,
      },
      ...{
        copyName,
        trashOf,
        kept: housekeeping.kept,
        placed: local.placed,
        stands: roots.stands,
        holds: leases.holds,
        movedFolders,
      },
    },
    flights,
    (error) => {
      failure ??= error
      attention.again()
    },
  )

  let status: SyncStatus = { state: 'starting' }
  let seen: RootsSeen | undefined
  let held: readonly Held[] = []
  /** What the last plan wanted to download; undefined before the first one. */
  let downloads: readonly Extract<Operation, { kind: 'download' }>[] | undefined
  let account: Account | undefined
  /** Monotonic ms. */
  let accountAsked = Number.NEGATIVE_INFINITY
  let lastFullScan: number | undefined
  /** When the markers were moved on, and how many effects had been recorded then. */
  let marked = { at: clock.monotonic(), effects: 0 }
  /** The roots that were ready at the last look, by identity. */
  let stood: ReadonlySet<string> | undefined
  /** Something happened since the last full scan of which hints do not tell. */
  let scanOwed = false
  /** An upload of the last plan waits, since its file changes too fast. */
  let putOff = false
  /** Something of the last plan waits for a transfer to end. */
  let obstructed = false
  /** What stopped a transfer and stops them all; the next cycle meets it. */
  let failure: unknown
  let rescans: (() => void)[] = []
  let announced = false
  let resting = new AbortController()
  const listeners = new Set<(status: SyncStatus) => void>()

  const current = (): SyncStatus =>
    status.state === 'checking' || status.state === 'up-to-date' ? (progress.status() ?? status) : status
  const changed = (): void => {
    for (const listener of listeners) listener(current())
  }
  /** Many transfers end at once; one word about them is enough. */
  const changedSoon = (): void => {
    if (announced) return
    announced = true
    setImmediate(() => {
      announced = false
      changed()
    })
  }
  const become = (next: SyncStatus): void => {
    status = next
    changed()
  }

  // The calls themselves are tried again for a while; a person is told at once.
  cloud.watchConnection((trouble) => {
    if (status.state === 'halted' || status.state === 'unlinked' || status.state === 'failed') return
    if (trouble !== undefined) become({ state: 'offline', detail: trouble })
    else if (status.state === 'offline') {
      become({ state: account === undefined ? 'starting' : 'checking' })
      accountAsked = Number.NEGATIVE_INFINITY
      attention.again()
    }
  })

  const rules = planRules({
    ...{ store, places, clock, local, movedFolders, boxName: mark.boxName },
    seen: () => seen,
  })

  const restoring = createRestoring({
    ...{ store, clock, roots, places, local, movedFolders, guards, rules, mark, tell },
    asked: attention.remote,
  })

  /** Moves the markers on from time to time, if something was synced since. */
  const markAnew = async ({ ready }: RootsSeen): Promise<void> => {
    const now = clock.monotonic()
    if (recorder.count() === marked.effects || now - marked.at < settings.markEvery) return
    marked = { at: now, effects: recorder.count() }
    await roots.moveOn(ready)
  }

  /** Looks at the box as far as something asked for it. */
  const observeBox = async (looks: Looks, signal: AbortSignal): Promise<RootsSeen> => {
    powerCut.begin()
    const here = await housekeeping.recover(await roots.look())
    seen = here
    if (here.ready.some(({ identity }) => stood?.has(identity) === false)) guards.secondLook.begin()
    stood = new Set(here.ready.map(({ identity }) => identity))
    const watchedAnew = await watches.keep(here.ready)
    scanOwed ||= watchedAnew || here.anew
    const due = lastFullScan === undefined || clock.monotonic() - lastFullScan >= settings.rescanEvery
    if (due || scanOwed || looks.everything || guards.secondLook.due()) {
      const began = clock.now()
      await local.scanAll(here, signal)
      if (here.halts.length === 0) powerCut.scanned(began)
      await watches.reconcile()
      scanOwed = false
      lastFullScan = clock.monotonic()
      guards.secondLook.scanned()
      await markAnew(here)
      await housekeeping.afterScan(here.ready, flights.size === 0 ? awaitedStages() : undefined)
    } else await local.scanHinted(new Set([...looks.folders, ...local.restless()]), here, signal)
    return here
  }

  /** The same of Dropbox. After both, all three trees may be planned from. */
  const observeDropbox = async (looks: Looks, here: RootsSeen, signal: AbortSignal): Promise<void> => {
    if (looks.remote || !remote.complete()) {
      const news = await remote.drain(signal, {
        changed: flights.remoteChanged,
        counted: (entries) => become({ state: 'listing', entries }),
        commits: recorder.count,
      })
      longpoll.drained(news)
      followRenamedChoices(store, roots.known)
    }
    seen = await roots.followRenames(here)
  }

  /** Where what the last plan wants to download is staged, perhaps in part. Before the first plan nobody knows. */
  const awaitedStages = (): ReadonlySet<string> | undefined =>
    downloads &&
    new Set(
      downloads.flatMap(({ path, remote }) => {
        const root = places.rootOf(path)
        return root === undefined ? [] : [stagedPath(root.target, remote)]
      }),
    )

  /** Plans, guards and carries out. */
  const act = async (signal: AbortSignal): Promise<{ halts: readonly Halt[]; progressed: boolean }> => {
    const planned = plan(store, rules)
    held = planned.held
    downloads = planned.operations.filter((operation) => operation.kind === 'download')
    const { operations, halts } = restoring.review(planned.operations) ?? guards.review(planned.operations)
    const before = recorder.count()
    const fitting = await diskRoom.review(operations)
    await carrier.carryOut(fitting, signal)
    putOff = hot.putOff()
    const left = fitting.some((operation) => !isTransfer(operation))
    obstructed = left && flights.size > 0
    return { halts, progressed: recorder.count() > before }
  }

  const cycle = async (looks: Looks, signal: AbortSignal): Promise<void> => {
    if (failure !== undefined) {
      const error = failure
      failure = undefined
      throw error
    }
    if (status.state === 'up-to-date') become({ state: 'checking' })
    const here = await observeBox(looks, signal)
    const { halts } = here
    if (halts.length > 0 && status.state === 'starting') become({ state: 'halted', halts })
    if (halts.some(({ reason, ...at }) => reason === 'in-use' && 'path' in at && at.path === '')) {
      // Where a whole home is shared, so is what is known of Dropbox: the other agent keeps it.
      attention.giveBack({ ...looks, remote: true })
      return become({ state: 'halted', halts })
    }
    const asked = clock.monotonic()
    // Nothing but an authorised call tells of a link that was ended elsewhere: waiting for changes needs no token, and while nothing changes
    // there is no other call.
    if (account === undefined || asked - accountAsked >= settings.accountEvery) {
      account = await cloud.account(signal)
      accountAsked = asked
    }
    const other = guards.reviewAccount(account)
    if (other !== undefined) return become({ state: 'halted', halts: [...halts, other] })
    await observeDropbox(looks, here, signal)
    if (await restoring.serve(seen ?? here, signal)) {
      attention.hint(everywhere)
      return become({ state: 'checking' })
    }
    if (status.state === 'starting' || status.state === 'listing') become({ state: 'checking' })
    const acted = await act(signal)
    const all = [...halts, ...acted.halts]
    if (acted.progressed) attention.again()
    if (all.length > 0) return become({ state: 'halted', halts: all })
    if (!isQuiet()) return become({ state: 'checking' })
    powerCut.quiet()
    roots.synced(here.ready)
    become({ state: 'up-to-date' })
    // Nothing was at stake between this box and what another life of it did.
    if (mark.movedOn()) mark.goOn()
    else await mark.write(signal)
  }

  const isQuiet = (): boolean =>
    flights.size === 0 &&
    !attention.pending() &&
    !movedFolders.waiting() &&
    !local.unsettled() &&
    !guards.secondLook.pending() &&
    !putOff &&
    !setbacks.unsettled()

  /** Leaves the time to the transfers; over when the last one has landed. */
  const rest = async (duration: number, signal: AbortSignal): Promise<void> => {
    resting = new AbortController()
    await clock.sleep(duration, AbortSignal.any([signal, resting.signal]))
  }

  const isRootHalted = (): boolean =>
    status.state === 'halted' && status.halts.some((halt) => 'target' in halt)

  const untilNext = (): number => {
    const now = clock.monotonic()
    const scan = lastFullScan === undefined ? 0 : lastFullScan + settings.rescanEvery - now
    const rescan = isRootHalted() ? Math.min(scan, haltedLook) : scan
    const still = local.restless().length > 0 ? settings.stillness : rescan
    return Math.max(
      0,
      Math.min(
        rescan,
        still,
        setbacks.nextAttempt(now) ?? rescan,
        hot.wait() ?? rescan,
        guards.secondLook.wait() ?? rescan,
        diskRoom.wait() ?? rescan,
      ),
    )
  }

  return {
    async run(signal) {
      let pause = firstPause
      // Nobody told while no agent ran: a listing that was whole then says nothing about now.
      attention.remote()
      const polling = longpoll.run(signal)
      const beating = leases.run(signal, attention.again)
      const ticking = watchClocks(clock, signal, (gap) => {
        log.info('clock', { gap })
        attention.hint({ kind: 'everything', path: settings.folder })
        accountAsked = Number.NEGATIVE_INFINITY
        attention.remote()
        longpoll.renew()
      })
      while (!signal.aborted) {
        const began = clock.monotonic()
        const looks = attention.take()
        const answering = rescans
        rescans = []
        let stopped: unknown
        restoring.begin()
        try {
          await cycle(looks, signal)
          pause = firstPause
        } catch (error) {
          stopped = error
          if (signal.aborted) break
          accountAsked = Number.NEGATIVE_INFINITY
          attention.giveBack({ ...looks, remote: true })
          const state = stateAfter(error)
          log.warn('stopped', { state: state.state, error: String(error) })
          become(state)
          await clock.sleep(pause, signal)
          pause = Math.min(pause * 2, longestPause)
          continue
        } finally {
          for (const answer of answering) answer()
          restoring.end(stopped)
        }
        const took = clock.monotonic() - began
        if (flights.size > 0) await rest(Math.min(took * restPerCycle, longestRest), signal)
        await attention.wait(untilNext(), signal)
        if (attention.hinted()) await clock.sleep(settings.quiet, signal)
      }
      await Promise.all([polling, beating, ticking, carrier.landed(), watches.close()])
      powerCut.end()
      await mark.writeLast()
      await leases.release()
    },
    status: current,
    problems: () => [
      ...(seen?.problems ?? []),
      ...local.problems(),
      ...held.map((hold) => ({ path: hold.display, why: reasonOf(hold) })),
      ...setbacks.problems(),
    ],
    shortages: diskRoom.shortages,
    repositories: local.repositories,
    mappings: () => [...roots.known.values()].filter(({ path }) => path !== ''),
    watching: watches.shortfall,
    account: () => account,
    pending: guards.waiting,
    rescan() {
      setbacks.reset()
      accountAsked = Number.NEGATIVE_INFINITY
      attention.remote()
      attention.hint(everywhere)
      return new Promise((resolve) => {
        rescans.push(resolve)
      })
    },
    select(selection) {
      store.setSelection(selection)
      attention.again()
    },
    async approve(shown) {
      guards.approve(shown?.additions)
      if (status.state === 'halted') {
        for (const halt of status.halts)
          if ('target' in halt && isApprovable(halt) && (shown?.roots.includes(halt.path) ?? true))
            await roots.accept(halt.path)
      }
      attention.hint(everywhere)
    },
    restored: restoring.report,
    keep: restoring.choose,
    cloudMark: mark.state,
    copied: mark.copied,
    listen(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

function stateAfter(error: unknown): SyncStatus {
  if (error instanceof CloudError) {
    if (error.code === 'unlinked' || error.code === 'app-refused') {
      return { state: 'unlinked', detail: error.message }
    }
    const strange = error.code === 'bad-answer' ? ({ answers: true } as const) : {}
    return { state: 'offline', detail: error.message, ...strange }
  }
  return { state: 'failed', detail: error instanceof Error ? error.message : String(error) }
}

function isTransfer(operation: Operation): boolean {
  return operation.kind === 'upload' || operation.kind === 'download'
}

function reasonOf(hold: Held): Problem['why'] {
  if (hold.reason === 'displaced') return { reason: hold.reason, now: hold.now }
  const { path, display, reason } = hold
  return reason === 'name' ? { reason, fault: faultIn(path, nameOf(display)) ?? 'unwritable' } : { reason }
}
