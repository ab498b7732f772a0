import type { DisplayPath, PathKey } from '../core/path.ts'
import { lastUploads, usualLast } from '../core/plan/last-uploads.ts'
import type { Held, Operation } from '../core/plan/operation.ts'
import { type PlanRules, plan } from '../core/plan/plan.ts'
import { stagedPath } from '../local/staging/stage.ts'
import { CloudError } from '../ports/cloud.ts'
import type { Agreements } from './agreements.ts'
import { createApartLull } from './apart-lull.ts'
import { createCarrier } from './apply/carry-out.ts'
import type { ApplyContext } from './apply/context.ts'
import { createDiskRoom } from './disk-room.ts'
import { createDropboxRoom } from './dropbox-room.ts'
import { createFlights } from './flights.ts'
import { leftWhileMade } from './folders-being-made.ts'
import type { Guards } from './guards.ts'
import type { Progress } from './progress.ts'
import type { Restoring } from './restored/restored.ts'
import type { DiskShortage, Halt, Problem } from './status.ts'

/** What came of one plan. */
export interface Acted {
  readonly halts: readonly Halt[]
  /** Something was done and recorded. */
  readonly progressed: boolean
}

/** Plans, guards and carries out; knows what the last plan left to do, and what is under way. */
export interface Execution {
  /** One plan. `unhindered` is called as soon as nothing of it waits for a person, before it is carried out. Throws CloudError, StoreError. */
  act(signal: AbortSignal, unhindered: () => void): Promise<Acted>
  /** From now on only what is done in a moment is begun, small uploads above all, and what takes longer is called off. */
  finish(): void
  /** Throws, once, what stopped a transfer and stops them all. */
  meetFailure(): void
  /** What the last plan could not do under its name, except where a person wants it so. */
  held(): readonly Held[]
  /** The files that do not fit into Dropbox. */
  roomless(): readonly Problem[]
  /** What programs change all the time at excluded places. */
  restless(): readonly Problem[]
  /** What waits until programs have left it alone, to be set apart from what is kept away at its place. */
  beingMade(): readonly DisplayPath[]
  /** Whether anything waits so. */
  awaitsLull(): boolean
  /** A person asks for another try. */
  tryAgain(): void
  /** The disks on which files wait for room. */
  shortages(): readonly DiskShortage[]
  /** Where what the last plan wants to download is staged, perhaps in part. Undefined: nobody knows, or transfers are under way. */
  awaitedStages(): ReadonlySet<string> | undefined
  /** Dropbox told of a change at a path; `whole`: of everything below it, too. */
  remoteChanged(path: PathKey, whole: boolean): void
  /** Transfers are under way. */
  busy(): boolean
  /** Nothing is under way, and nothing of the last plan was put off. */
  quiet(): boolean
  /** ms until something that was put off may be tried again, or undefined. */
  wait(): number | undefined
  /** Resolves when no transfer is under way. */
  landed(): Promise<void>
}

export function createExecution(parts: {
  readonly context: ApplyContext
  readonly rules: PlanRules
  readonly agreements: Pick<Agreements, 'writeDown'>
  readonly guards: Guards
  readonly restoring: Pick<Restoring, 'review' | 'undecided'>
  readonly progress: Progress
  /** What Dropbox is to move, since links were renamed here. */
  readonly linkMoves: () => readonly Operation[]
  /** Told when a transfer has ended; `last`: no other one is under way. */
  readonly ended: (last: boolean) => void
}): Execution {
  const { context, rules, agreements, guards, restoring, progress, linkMoves, ended } = parts
  const { store, cloud, clock, files, places, setbacks, hot, recorder, attention } = context
  let held: readonly Held[] = []
  /** What the last plan wanted to download; undefined before the first one. */
  let downloads: readonly Extract<Operation, { kind: 'download' }>[] | undefined
  /** An upload of the last plan waits, since its file changes too fast. */
  let putOff = false
  /** Something of the last plan waits for a transfer to end. */
  let obstructed = false
  /** The agent is about to end. */
  let finishing = false
  /** What stopped a transfer and stops them all; the next cycle meets it. */
  let failure: unknown

  const flights = createFlights({
    began: progress.began,
    ended(transfer, calledOff) {
      progress.ended(transfer)
      if (flights.size === 0 || obstructed || calledOff) attention.again()
      ended(flights.size === 0)
    },
    moved: progress.moved,
  })
  const diskRoom = createDiskRoom({ files, places, flights, progress })
  const apartLull = createApartLull(context, rules)
  const dropboxRoom = createDropboxRoom({ cloud, store, clock, flights, setbacks })
  const carrier = createCarrier(context, flights, (error) => {
    // What was broken off has done nothing wrong: what it has left to do, the next plan finds.
    if (!(error instanceof CloudError && error.code === 'aborted')) failure ??= error
    attention.again()
  })

  /** Excluding takes nothing out of a mapped folder: what stands there was excluded so that it stays and does not sync. */
  const isMeantSo = ({ path, reason }: Held): boolean =>
    reason === 'selective-sync-conflict' &&
    rules.mapped(path) &&
    !rules.anchored(path) &&
    rules.excludedByChoice(path)

  return {
    async act(signal, unhindered) {
      if (flights.size === 0 && !restoring.undecided() && (await agreements.writeDown(signal)))
        return { halts: [], progressed: true }
      const underWay = flights.underWay()
      const planned = await apartLull.review(plan(store, rules), signal)
      held = planned.held.filter((hold) => !isMeantSo(hold))
      downloads = planned.operations.filter((operation) => operation.kind === 'download')
      const all = [...linkMoves(), ...planned.operations]
      const reviewed = restoring.review(all) ?? guards.review(all)
      const { halts } = reviewed
      const operations = finishing
        ? lastUploads(reviewed.operations, (path) => flights.at(path) !== undefined, usualLast)
        : reviewed.operations
      if (halts.length === 0) unhindered()
      const before = recorder.count()
      const fitting = await dropboxRoom.review(await diskRoom.review(operations), signal)
      const isLeft = leftWhileMade(store, underWay.values())
      await carrier.carryOut(fitting, { flights: underWay, isLeft }, signal)
      putOff = hot.putOff()
      const left = fitting.some(
        (operation) => !isTransfer(operation) && (!isMadeByTransfers(operation) || isLeft(operation.path)),
      )
      obstructed = left && flights.size > 0
      return { halts, progressed: recorder.count() > before }
    },
    finish() {
      finishing = true
    },
    meetFailure() {
      if (failure === undefined) return
      const error = failure
      failure = undefined
      throw error
    },
    held: () => held,
    shortages: diskRoom.shortages,
    awaitedStages() {
      if (downloads === undefined || flights.size > 0) return undefined
      return new Set(
        downloads.flatMap(({ path, remote }) => {
          const root = places.rootOf(path)
          return root === undefined ? [] : [stagedPath(root.target, remote)]
        }),
      )
    },
    roomless: dropboxRoom.problems,
    restless: apartLull.problems,
    beingMade: apartLull.waiting,
    awaitsLull: () => apartLull.waiting().length > 0,
    tryAgain: dropboxRoom.tryAgain,
    remoteChanged(path, whole) {
      flights.remoteChanged(path, whole)
      dropboxRoom.doubt()
    },
    busy: () => flights.size > 0,
    quiet: () => flights.size === 0 && !putOff,
    wait: () => soonest(hot.wait(), diskRoom.wait(), dropboxRoom.wait(), apartLull.wait()),
    landed: carrier.landed,
  }
}

function isTransfer(operation: Operation): boolean {
  return operation.kind === 'upload' || operation.kind === 'download'
}

/** Whether transfers are no obstacle to it, but what does it. */
function isMadeByTransfers(
  operation: Operation,
): operation is Extract<Operation, { kind: 'create-remote-folder' }> {
  return operation.kind === 'create-remote-folder'
}

function soonest(...waits: readonly (number | undefined)[]): number | undefined {
  const known = waits.filter((wait) => wait !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
