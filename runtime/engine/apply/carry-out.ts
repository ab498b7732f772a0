import { type BulkFolder, chooseFolders } from '../../core/bulk-downloads.ts'
import { type PathKey, parentOf } from '../../core/path.ts'
import type { Operation } from '../../core/plan/operation.ts'
import { createRegion } from '../../core/plan/region.ts'
import type { Flight, Flights, Transfer } from '../flights.ts'
import { type FoldersBeingMade, foldersBeingMade } from '../folders-being-made.ts'
import { placeOf } from '../setbacks.ts'
import type { ArrivedFile, BegunDownload } from './begun-download.ts'
import type { ApplyContext } from './context.ts'
import { deleteLocal, deleteRemote } from './deletions.ts'
import { type Download, downloadOne } from './download.ts'
import { downloadFolder } from './download-folder.ts'
import { createLocalFolders, createRemoteFolders, foldersOfUploads } from './folders.ts'
import { gatherLandings } from './gather-landings.ts'
import { landTogether } from './land-together.ts'
import { type FolderInRoom, openLandingRoom } from './landing-room.ts'
import { openLanes } from './lanes.ts'
import { moveLocal, moveRemote } from './moves.ts'
import { recordTogether } from './record-together.ts'
import { createRestingFolders } from './resting-folders.ts'
import { applyBookkeeping } from './settle.ts'
import { type LocalSource, localSource } from './sources.ts'
import { uploadAll } from './upload.ts'
import type { Upload } from './upload-request.ts'

/** What was on its way when a plan was made. */
export interface UnderWay {
  readonly flights: ReadonlyMap<PathKey, Flight>
  /** Whether a path on the box waits until they have landed, to be moved in Dropbox (see `leftWhileMade`). */
  readonly isLeft: (path: PathKey) => boolean
}

export interface Carrier {
  /**
   * Carries out one plan in its order. `before` is what was on its way when the plan was made: if it has landed since, what the plan wants there
   * is done, or is another's matter. Transfers are only begun: they go on in the background, and what is in their way waits for a
   * later plan. Resolves when everything else is done. Throws CloudError, StoreError.
   */
  carryOut(operations: readonly Operation[], before: UnderWay, signal: AbortSignal): Promise<void>
  /** Resolves when no transfer is under way. */
  landed(): Promise<void>
}

/** Moves in Dropbox that one plan makes. */
const movesAtOnce = 100
/** Folders that come down in one piece at once: each is many files, and more of them would only share the line. */
const foldersAtOnce = 4
/** Groups of small files on their way to their places at once: enough to flush while others are put in place. */
const groupsAtOnce = 4
/** For each of them, so many may stand there and wait to be recorded: their content is in memory as long. */
const unrecordedForEach = 3
/** So many groups may be on their way of a folder that others were asked for before. */
const groupsOfLaterFolder = 2
/** So many of them are recorded in one transaction, while more come. */
const groupsRecordedAtOnce = 8

/** `failed` is told when a transfer meets what stops them all. */
export function createCarrier(
  context: ApplyContext,
  flights: Flights,
  failed: (error: unknown) => void,
): Carrier {
  const downloads = openLanes(context.settings.downloads)
  const folders = openLanes(foldersAtOnce)
  /** Groups of files that came with their folders, on their way to their places. */
  const landings = openLanes(groupsAtOnce)
  /** These, and those that wait to be recorded. */
  const unrecorded = openLandingRoom(groupsAtOnce * (1 + unrecordedForEach), groupsOfLaterFolder)
  const beginLanding = recordTogether(context.recorder, groupsRecordedAtOnce)
  const resting = createRestingFolders()
  const uploads = new Set<Promise<void>>()
  /** The flights that had begun before the plan that is carried out was made. */
  let earlier: ReadonlyMap<PathKey, Flight> = new Map()
  /** Folders that its uploads make in Dropbox. */
  let ofUploads: ReadonlySet<PathKey> = new Set()

  /** Whether the folder that it is to go into is not there yet. One that could not be made is told by itself; what is to go into it waits for it. */
  const isAwaited = ({ kind, path }: Transfer): boolean => {
    const folder = parentOf(path)
    if (folder === '' || (kind === 'upload' && ofUploads.has(folder))) return false
    return context.store.get(folder)[kind === 'upload' ? 'remote' : 'local']?.kind !== 'folder'
  }

  const begin = (operation: Transfer, making?: FoldersBeingMade): Flight | undefined => {
    if (earlier.has(operation.path) || flights.at(operation.path) !== undefined) return undefined
    return isAwaited(operation) ? undefined : flights.begin(operation, making)
  }

  const beginUploads = (operations: readonly Upload[], signal: AbortSignal): void => {
    const making = foldersBeingMade(context.store, context.places)
    const begun = operations.flatMap((operation) => {
      const flight = begin(operation, making(operation.path))
      return flight === undefined ? [] : [[operation, flight] as const]
    })
    if (begun.length === 0) return
    const ending = uploadAll(context, begun, signal)
      .catch(failed)
      .finally(() => {
        for (const [, flight] of begun) flight.end()
        uploads.delete(ending)
      })
    uploads.add(ending)
  }

  const fetch = ({ operation, flight }: BegunDownload, signal: AbortSignal, source?: LocalSource): void => {
    downloads
      .run(() => downloadOne(context, operation, flight, signal, source))
      .catch(failed)
      .finally(() => flight.end())
  }

  const fetchFolder = (folder: BulkFolder<BegunDownload>, signal: AbortSignal): void => {
    const land = async (room: FolderInRoom, group: readonly ArrivedFile[]) => {
      // What waits for its place is in memory: no more is read before there is a lane for it. What is in its place waits to be recorded, with many others.
      const done = await room.enter()
      const landing = beginLanding()
      const leave = await landings.enter()
      const record = (work: () => void): Promise<void> => {
        leave()
        return landing.record(work)
      }
      const landed = landTogether(context, group, signal, record)
        .catch(failed)
        .finally(() => {
          leave()
          landing.end()
          done()
          for (const { begun } of group) begun.flight.end()
        })
      return { landed }
    }
    const fetchAll = async (): Promise<void> => {
      let left: readonly BegunDownload[] = []
      const room = unrecorded.begin()
      try {
        const groups = gatherLandings((group) => land(room, group))
        left = await downloadFolder(context, folder, resting, groups, signal)
      } catch (error) {
        failed(error)
      } finally {
        room.end()
      }
      const alone = new Set(left)
      for (const begun of folder.wanted) {
        if (alone.has(begun)) fetch(begun, signal)
        else begun.flight.end()
      }
    }
    folders.run(fetchAll).catch(failed)
  }

  const beginDownloads = (operations: readonly Download[], signal: AbortSignal): void => {
    const begun: BegunDownload[] = []
    const here: (readonly [BegunDownload, LocalSource])[] = []
    const share = (): ReturnType<typeof chooseFolders<BegunDownload>> => {
      for (const operation of operations) {
        const flight = begin(operation)
        if (flight !== undefined)
          begun.push({ operation, flight, path: operation.path, remote: operation.remote })
      }
      const missing = begun.filter((download) => {
        const source = localSource(context, download.remote)
        if (source !== undefined) here.push([download, source])
        return source === undefined
      })
      return chooseFolders(missing, {
        count: (folder) => context.store.count('remote', folder),
        mayAsk: resting.awake(context.clock.monotonic()),
        limits: context.settings.bulk,
      })
    }
    try {
      const chosen = share()
      for (const [download, source] of here) fetch(download, signal, source)
      for (const folder of chosen.folders) fetchFolder(folder, signal)
      for (const one of chosen.single) fetch(one, signal)
    } catch (error) {
      // The store could not be asked: what nobody fetches is not under way.
      for (const { flight } of begun) flight.end()
      throw error
    }
  }

  return {
    async carryOut(operations, before, signal) {
      const now = context.clock.monotonic()
      const flying = createRegion()
      earlier = before.flights
      for (const path of earlier.keys()) flying.add(path)
      const isObstructed = (operation: Operation): boolean => {
        if (isTransfer(operation)) return false
        // What flies into a folder that Dropbox does not have is what makes it there.
        if (operation.kind === 'create-remote-folder') return earlier.has(operation.path)
        return flying.reaches(placeOf(operation))
      }
      const isMovedSoon = (operation: Operation): boolean =>
        (operation.kind === 'upload' || operation.kind === 'create-remote-folder') &&
        before.isLeft(operation.path)
      const isFree = (operation: Operation): boolean =>
        !context.setbacks.holds(operation, now) &&
        !(operation.kind === 'upload' && context.hot.rests(operation.path)) &&
        !isObstructed(operation) &&
        !isMovedSoon(operation)
      const free = operations.filter(isFree)
      const of = <Kind extends Operation['kind']>(...kinds: Kind[]): Extract<Operation, { kind: Kind }>[] =>
        free.filter((operation): operation is Extract<Operation, { kind: Kind }> =>
          (kinds as string[]).includes(operation.kind),
        )

      context.setbacks.keepOnly(new Set(operations.map(placeOf)))
      flights.keepOnly(operations.filter(isTransfer))

      applyBookkeeping(context, of('adopt', 'settle', 'forget'))
      const moves = of('move-remote')
      for (const operation of moves.slice(0, movesAtOnce)) await moveRemote(context, operation, signal)
      // Each is a call of its own: between them both sides are looked at, and everything else goes on.
      if (moves.length > movesAtOnce) context.attention.again()
      for (const operation of of('move-local')) await moveLocal(context, operation)
      ofUploads = await foldersOfUploads(context, of('create-remote-folder'), of('upload'))
      const inOtherFolders: Upload[] = []
      const coming: Upload[] = []
      for (const upload of of('upload')) (isAwaited(upload) ? inOtherFolders : coming).push(upload)
      beginUploads(coming, signal)
      const otherFolders = of('create-remote-folder').filter(({ path }) => !ofUploads.has(path))
      await createRemoteFolders(context, otherFolders, signal)
      beginUploads(inOtherFolders, signal)
      await createLocalFolders(context, of('create-local-folder'))
      beginDownloads(of('download'), signal)
      await deleteRemote(context, of('delete-remote'), signal)
      await deleteLocal(context, of('delete-local'))
    },
    async landed() {
      // A folder leaves files to be fetched by themselves.
      await folders.empty()
      await Promise.all([downloads.empty(), ...uploads])
    },
  }
}

function isTransfer(operation: Operation): operation is Transfer {
  return operation.kind === 'upload' || operation.kind === 'download'
}
