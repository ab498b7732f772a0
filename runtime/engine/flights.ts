import { ancestorsOf, isBelow, type PathKey } from '../core/path.ts'
import type { Operation } from '../core/plan/operation.ts'
import { type FoldersBeingMade, noFolders } from './folders-being-made.ts'

export type Transfer = Extract<Operation, { kind: 'upload' | 'download' }>

/** One file on its way, in either direction. */
export interface Flight {
  readonly operation: Transfer
  /** The new folders that it makes in Dropbox, of an upload. */
  readonly making: FoldersBeingMade
  /** The plan no longer wants it; it ends as soon as it can, without an effect. */
  readonly calledOff: boolean
  /** Dropbox told of another change at this path since the flight began. */
  readonly remoteMoved: boolean
  /** Aborted when it is called off. */
  readonly signal: AbortSignal
  /** So many further bytes have moved. */
  moved(bytes: number): void
  /** What is sent is a copy: what becomes of the file itself does not call the flight off. */
  readonly fromCopy: boolean
  copied(): void
  end(): void
}

/** The transfers under way, one for a path at most. */
export interface Flights {
  /** Begins a flight, or gives undefined when the path has one already. */
  begin(operation: Transfer, making?: FoldersBeingMade): Flight | undefined
  at(path: PathKey): Flight | undefined
  /** Calls off every flight that the plan does not ask for as it is. */
  keepOnly(planned: readonly Transfer[]): void
  /** Notes that Dropbox told of a change at a path; `whole`: of everything below it, too. */
  remoteChanged(path: PathKey, whole: boolean): void
  /** Those of this moment, by their paths. */
  underWay(): ReadonlyMap<PathKey, Flight>
  readonly size: number
}

/** `ended` is told each time a flight ends, and whether it was called off; `moved` every step of bytes. */
export function createFlights(told: {
  began: (transfer: Transfer) => void
  ended: (transfer: Transfer, calledOff: boolean) => void
  moved: (transfer: Transfer, bytes: number) => void
}): Flights {
  interface Open extends Flight {
    calledOff: boolean
    remoteMoved: boolean
    fromCopy: boolean
    abort(): void
  }
  const flights = new Map<PathKey, Open>()
  /** How many flights are below a folder. */
  const below = new Map<PathKey, number>()
  const countAbove = (path: PathKey, step: 1 | -1): void => {
    for (const folder of ancestorsOf(path)) {
      const count = (below.get(folder) ?? 0) + step
      if (count === 0) below.delete(folder)
      else below.set(folder, count)
    }
  }

  return {
    begin(operation, making = noFolders) {
      const { path } = operation
      if (flights.has(path)) return undefined
      // Made when it is asked for: each takes nearly half a kilobyte, and thousands of uploads wait at a time that never ask.
      let controller: AbortController | undefined
      const flight: Open = {
        operation,
        making,
        calledOff: false,
        remoteMoved: false,
        get signal() {
          controller ??= new AbortController()
          if (flight.calledOff) controller.abort()
          return controller.signal
        },
        abort: () => controller?.abort(),
        moved: (bytes) => told.moved(operation, bytes),
        fromCopy: false,
        copied() {
          flight.fromCopy = true
        },
        end() {
          if (flights.get(path) !== flight) return
          flights.delete(path)
          countAbove(path, -1)
          told.ended(operation, flight.calledOff)
        },
      }
      flights.set(path, flight)
      countAbove(path, 1)
      told.began(operation)
      return flight
    },
    at: (path) => flights.get(path),
    keepOnly(planned) {
      const wanted = new Map(planned.map((operation) => [operation.path, operation]))
      for (const [path, flight] of flights) {
        const planned = wanted.get(path)
        if (isSame(flight.operation, planned)) continue
        if (flight.fromCopy && (planned === undefined || replacesTheSame(flight.operation, planned))) continue
        flight.calledOff = true
        flight.abort()
      }
    },
    remoteChanged(path, whole) {
      const here = flights.get(path)
      if (here !== undefined) here.remoteMoved = true
      if (whole && below.has(path))
        for (const [at, flight] of flights) if (isBelow(at, path)) flight.remoteMoved = true
    },
    underWay: () => new Map(flights),
    get size() {
      return flights.size
    },
  }
}

/** Whether two uploads, of whatever content, replace the same revision. */
function replacesTheSame(one: Transfer, other: Transfer): boolean {
  return one.kind === 'upload' && other.kind === 'upload' && one.over === other.over
}

function isSame(one: Transfer, other: Transfer | undefined): boolean {
  if (other === undefined || one.kind !== other.kind) return false
  if (one.kind === 'upload' && other.kind === 'upload') {
    return (
      one.local.hash === other.local.hash &&
      one.local.modified === other.local.modified &&
      one.over === other.over
    )
  }
  return one.kind === 'download' && other.kind === 'download' && one.remote.rev === other.remote.rev
}
