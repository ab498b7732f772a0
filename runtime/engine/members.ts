import { type ConflictLabel, conflictName } from '../core/plan/conflict-name.ts'
import { newFileWriter } from '../local/staging/new-file-writer.ts'
import { folderFlush } from '../local/swap/flush.ts'
import { openTrash } from '../local/trash/trash.ts'
import { openParents } from '../local/upload/open-parents.ts'
import type { Clock } from '../ports/clock.ts'
import type { Cloud } from '../ports/cloud.ts'
import type { Hint } from '../ports/watch.ts'
import { createAgreements } from './agreements.ts'
import { type Attention, createAttention } from './attention.ts'
import { createBlockSums } from './block-sums.ts'
import { boxRules } from './box-rules.ts'
import { createCommitsUnderWay } from './commits-under-way.ts'
import { localDay } from './day.ts'
import { createExecution, type Execution } from './execution.ts'
import { createGuards, type Guards } from './guards.ts'
import { createHotFiles } from './hot-files.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { EngineParts } from './interface.ts'
import { createLargeFolders } from './large-folders.ts'
import { createLeases, type Leases } from './leases.ts'
import { createLocalObserver, type LocalObserver } from './observe/local/local.ts'
import { createLongpoll, type Longpoll } from './observe/longpoll.ts'
import { createMovedFolders, type MovedFolders } from './observe/moved-folders.ts'
import { createObservation, type Observation } from './observe/observation.ts'
import { createPowerCut, type PowerCut } from './observe/power-cut.ts'
import { createRemoteObserver } from './observe/remote.ts'
import { createRemoteTwins, type RemoteTwins } from './observe/remote-twins.ts'
import { createRenamedExclusions } from './observe/renamed-exclusions.ts'
import { createRoots, type Roots } from './observe/roots/roots.ts'
import { createWatches, type Watches } from './observe/watches.ts'
import { createOutOfReach, type OutOfReach } from './out-of-reach.ts'
import { createPastLives } from './past-lives.ts'
import { createPlaces } from './places.ts'
import { createProgress, type Progress } from './progress.ts'
import { createRecorder } from './recorder.ts'
import { createRest, type Rest } from './rest.ts'
import { type CloudMark, createCloudMark } from './restored/cloud-mark.ts'
import { createRestoring, type Restoring } from './restored/restored.ts'
import { createArrivals } from './set-apart.ts'
import { createSetbacks, type Setbacks } from './setbacks.ts'
import type { EngineSettings } from './settings.ts'
import { createStanding, type Standing } from './standing.ts'
import { createUnrecorded } from './unrecorded.ts'
import { createWhose, type Whose } from './whose.ts'

/** Everything that an engine consists of, put together. */
export interface Members {
  readonly clock: Clock
  readonly settings: EngineSettings
  readonly attention: Attention
  readonly setbacks: Setbacks
  readonly standing: Standing
  readonly observation: Observation
  readonly execution: Execution
  readonly rest: Rest
  readonly progress: Progress
  readonly whose: Whose
  readonly guards: Guards
  readonly restoring: Restoring
  readonly local: LocalObserver
  readonly movedFolders: MovedFolders
  readonly remoteTwins: RemoteTwins
  readonly powerCut: PowerCut
  readonly roots: Roots
  readonly mark: CloudMark
  readonly leases: Leases
  readonly longpoll: Longpoll
  readonly watches: Watches
  readonly outOfReach: OutOfReach
  /** The hint that everything on the box may have changed. */
  readonly everywhere: Hint
}

export function createMembers(parts: EngineParts): Members {
  const { store, cloud, files, watch, clock, random, machine, settings, log } = parts
  const tell = (action: string, path: string, detail?: string): void => {
    store.record({ at: clock.now(), action, path, detail, box: settings.boxName })
    log.info('synced', { action, path, ...(detail === undefined ? {} : { detail }) })
  }
  const copyName = (name: string): ((attempt: number) => string) => {
    let label: ConflictLabel | undefined
    return (attempt) => {
      // Each placed file comes with a name for a copy, and hardly any needs it: what this box is called costs a look into the store.
      label ??= { boxName: mark.boxName(), day: localDay(clock.now()) }
      let left = attempt
      return conflictName(name, '', label, () => left-- > 0)
    }
  }

  const attention = createAttention(clock)
  const setbacks = createSetbacks()
  const progress = createProgress(clock)
  const standing = createStanding(progress)
  const rest = createRest(clock)
  const outOfReach = createOutOfReach(clock)
  const asked: Pick<Cloud, 'account' | 'changes'> = {
    account: (signal) => outOfReach.during(cloud.account(signal)),
    changes: (cursor, signal) => outOfReach.during(cloud.changes(cursor, signal)),
  }
  const whose = createWhose(asked, clock, settings.accountEvery)
  const flush = folderFlush(files)
  const pastLives = createPastLives(store, settings.homeLock)
  const leases = createLeases({ files, clock, random, machine, pastLives, log })
  const everywhere: Hint = { kind: 'everything', path: settings.folder }
  const holdsHome = (): Promise<boolean> => leases.holds(settings.folder)
  const recorder = createRecorder(store, flush, holdsHome, () => {
    attention.remote()
    attention.hint(everywhere)
  })
  const movedFolders = createMovedFolders(store)
  const roots = createRoots(store, files, random, leases, settings, movedFolders.covers, tell)
  const places = createPlaces(store, roots.known)
  const powerCut = createPowerCut(store, clock, machine)
  const arrivals = createArrivals(store, (path) => {
    const root = places.rootOf(path)
    if (root === undefined || roots.isFirstSync(root.path) || roots.isCopied(root.path)) return false
    return observation.seen()?.ready.some((ready) => ready.path === root.path) === true
  })
  const blockSums = createBlockSums()
  const local = createLocalObserver({
    ...{ store, files, folderLooks: parts.folderLooks, clock, places, settings, blockSums },
    ...{ doubt: powerCut.doubt, isCopied: roots.isCopied, arrivals, hint: attention.hint },
  })
  const largeFolders = createLargeFolders(store)
  const remoteTwins = createRemoteTwins(store)
  const mark = createCloudMark({
    ...{ store, cloud, clock, random, settings, attention, log },
    effects: recorder.count,
    holds: holdsHome,
  })
  const exclusions = createRenamedExclusions(store)
  const remote = createRemoteObserver(store, asked, movedFolders, mark, remoteTwins, exclusions)
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
  const rules = boxRules({
    ...{
      store,
      places,
      clock,
      local,
      movedFolders,
      remoteTwins,
      largeFolders,
      boxName: mark.boxName,
      arrivals,
    },
    seen: () => observation.seen(),
  })
  const restoring = createRestoring({
    ...{ store, clock, roots, places, local, guards, rules, mark, outOfReach, tell },
    asked: attention.remote,
  })
  const agreements = createAgreements(
    { store, recorder, places, attention, settings, holds: leases.holds },
    rules.plan,
    (root) => roots.isFirstSync(root) || roots.isCopied(root),
  )
  const commits = createCommitsUnderWay(store, places)
  const execution = createExecution({
    rules: rules.plan,
    agreements,
    ...{ guards, restoring, progress },
    linkMoves: () => observation.seen()?.moves ?? [],
    context: {
      ...{ store, cloud, files, clock, places, settings, setbacks, attention, recorder, flush },
      parents: openParents(files),
      commits,
      newFiles: parts.newFiles ?? newFileWriter(files),
      ...{ hot: createHotFiles(clock), blockSums, log, tell, copyName, movedFolders, largeFolders, arrivals },
      trashOf: (root, why) => openTrash(files, root, clock.now(), why),
      kept: housekeeping.kept,
      landings: local.landings,
      placed: local.placed,
      moved: local.moved,
      stands: roots.stands,
      linkRefused: roots.linkRefused,
      holds: leases.holds,
      isRemoteWhole: remote.complete,
    },
    ended(last) {
      if (last) rest.end()
      standing.changedSoon()
    },
  })
  const unrecorded = createUnrecorded({
    ...{ agreements, commits, powerCut, restoring, roots, places, recorder },
    isRemoteWhole: remote.complete,
    holds: holdsHome,
  })
  const observation = createObservation({
    ...{ store, clock, settings, roots, local, remote, exclusions, watches, longpoll },
    ...{ powerCut, housekeeping, guards, recorder, execution, log, unrecorded },
    hasHome: () => leases.has(settings.folder),
    listing: (entries) => standing.become({ state: 'listing', entries }),
  })
  return {
    ...{
      clock,
      settings,
      attention,
      setbacks,
      standing,
      observation,
      execution,
      rest,
      whose,
      guards,
      progress,
    },
    ...{ restoring, local, movedFolders, remoteTwins, powerCut, roots, mark, leases, longpoll, watches },
    outOfReach,
    everywhere,
  }
}
