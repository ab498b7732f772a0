import type { Clock } from '../../../../runtime/ports/clock.ts'
import type { Refusal } from '../../../../runtime/ports/cloud.ts'
import type { Random } from '../../../../runtime/ports/random.ts'
import { type Account, announce } from '../account/account.ts'
import { happens, type Range, within } from '../chance.ts'
import { createFaults, type PlannedFault } from './faults.ts'
import { createLine, type Line } from './line.ts'
import { calm, type FaultKind, type Misbehaviour, type RequestName } from './misbehaviour.ts'
import { type Answered, type Attempt, abortedBy, persist } from './persist.ts'
import { unlessAborted } from './unless-aborted.ts'

/** What became of one delivery of a request at the account. */
export interface Delivery {
  readonly box: string
  readonly request: RequestName
  /** `again`: a duplicate; `late`: after the box had given it up. */
  readonly delivery: 'first' | 'again' | 'late'
  /** Changes that it made. */
  readonly changes: number
}

/** The answer of a download may be cut short or damaged on its way. */
export interface Served<Value> extends Answered<Value> {
  readonly fault: FaultKind | undefined
}

/** The way between one box and the account. Once it is cut, nothing that waits on it ever settles. */
export interface Wire extends Pick<Line, 'isOnline' | 'watch' | 'onBroken'> {
  readonly account: Account
  readonly clock: Clock
  readonly random: Random
  readonly misbehaviour: () => Misbehaviour
  /**
   * One request: `effect` is what it does to the account, at one instant; it is run once for each time that the request arrives,
   * which may be never, twice, or after this call has ended. Throws CloudError.
   */
  call<Value>(
    request: RequestName,
    signal: AbortSignal | undefined,
    effect: () => Value,
  ): Promise<Served<Value>>
  /** What the next item of this request is refused with, if it is. */
  refusal(request: RequestName): Refusal | undefined
  /** The parts of which `call` is made, for a request that waits at the account. */
  readonly fault: (request: RequestName) => FaultKind | undefined
  readonly persist: <Value>(
    signal: AbortSignal | undefined,
    attempt: () => Promise<Attempt<Value>>,
  ) => Promise<Answered<Value>>
  /** Runs one writer of this box at a time. */
  exclusively<Value>(signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value>
  /** Does something, and settles as it does; never when the box has died meanwhile, and does nothing when it had before. */
  survive<Value>(work: () => Promise<Value>): Promise<Value>
  /** Waits on the world's clock; what is 0 is not waited. */
  wait(range: Range, signal?: AbortSignal): Promise<void>
}

export interface WireControl extends Pick<Line, 'goOffline' | 'goOnline'> {
  behave(misbehaviour: Misbehaviour): void
  plan(fault: PlannedFault): void
  setLinked(linked: boolean): void
  /** The box dies. With `outlives`, what is on its way may still arrive; without, it does not. */
  cut(outlives: boolean): void
  isDead(): boolean
  /** Requests that are on their way to the account. */
  underWay(): number
  /** Longpolls that wait at the account. */
  openLongpolls(): number
  /** Requests but longpolls that left the box, by name. */
  readonly requests: ReadonlyMap<RequestName, number>
}

/** What was sent and has not arrived. */
interface Flight {
  /** `abandoned`: nobody waits for it any more, and it arrives all the same. */
  state: 'awaited' | 'abandoned' | 'dropped'
}

export function createWire({
  box,
  account,
  clock,
  random,
  misbehaviour: initial = calm,
  delivered,
  struck = () => undefined,
}: {
  readonly box: string
  readonly account: Account
  readonly clock: Clock
  readonly random: Random
  readonly misbehaviour?: Misbehaviour | undefined
  readonly delivered: (delivery: Delivery) => void
  /** Told of each fault that strikes a request. */
  readonly struck?: ((fault: FaultKind | 'outage' | 'refusal') => void) | undefined
}): Wire & WireControl {
  let misbehaviour = initial
  let dead = false
  let linked = true
  let pausedUntil = Number.NEGATIVE_INFINITY
  let lastWriter: Promise<unknown> = Promise.resolve()
  const faults = createFaults(random, () => misbehaviour)
  const flights = new Set<Flight>()
  const requests = new Map<RequestName, number>()
  const line = createLine(clock)
  const { isOnline, goOffline } = line

  const wait = async (range: Range, signal?: AbortSignal): Promise<void> => {
    const duration = within(random, range)
    if (duration > 0) await clock.sleep(duration, signal)
  }

  const arrive = <Value>(
    request: RequestName,
    delivery: Delivery['delivery'],
    effect: () => Value,
  ): Value => {
    const before = account.state.log.length
    const value = effect()
    const changes = account.state.log.length - before
    delivered({ box, request, delivery, changes })
    if (changes > 0) announce(account)
    return value
  }

  /** Lets a request arrive once more, or only now, when nobody waits for its answer. */
  const haunt = (
    delay: Range,
    delivery: 'again' | 'late',
    request: RequestName,
    effect: () => unknown,
  ): void => {
    const flight: Flight = { state: 'awaited' }
    flights.add(flight)
    const land = (): void => {
      flights.delete(flight)
      if (flight.state !== 'dropped') arrive(request, delivery, effect)
    }
    void wait(delay).then(land)
  }

  const attempt = async <Value>(
    request: RequestName,
    effect: () => Value,
    flight: Flight,
  ): Promise<Attempt<Served<Value>>> => {
    const { latency, patience, lateness, outage, pause } = misbehaviour
    requests.set(request, (requests.get(request) ?? 0) + 1)
    if (happens(random, outage.chance)) {
      struck('outage')
      goOffline(within(random, outage.duration))
    }
    const fault = faults.ofRequest(request)
    if (fault !== undefined) struck(fault)
    if (!isOnline() || fault === 'refused') {
      await wait(latency)
      return { kind: 'broken' }
    }
    if (!linked) return { kind: 'unlinked' }
    if (fault === 'late') {
      haunt([patience[1] + lateness[0], patience[1] + lateness[1]], 'late', request, effect)
      await wait(patience)
      return { kind: 'broken' }
    }
    flights.add(flight)
    await wait(latency)
    flights.delete(flight)
    if (flight.state === 'dropped' || !isOnline()) return { kind: 'broken' }
    if (fault === 'limited' || fault === 'contended') {
      await wait(latency)
      return fault === 'limited' ? { kind: fault, pause: within(random, pause) } : { kind: fault }
    }
    const value = arrive(request, 'first', effect)
    if (fault === 'duplicated') haunt(lateness, 'again', request, effect)
    await wait(fault === 'lost' ? patience : latency)
    if (fault === 'lost' || !isOnline()) return { kind: 'broken' }
    if (fault === 'bad-answer') return { kind: 'bad-answer' }
    return { kind: 'answered', value: { value, uncertain: false, fault } }
  }

  const rest = async (signal: AbortSignal | undefined): Promise<void> => {
    for (let left = pausedUntil - clock.monotonic(); left > 0; left = pausedUntil - clock.monotonic()) {
      await clock.sleep(left, signal)
      if (signal?.aborted) return
    }
  }

  /** What is on its way when nobody waits for it any more is done all the same, or not. */
  const abandon = (flight: Flight, outlives = true): void => {
    if (!flights.has(flight) || flight.state !== 'awaited') return
    flight.state = outlives && happens(random, misbehaviour.outlives) ? 'abandoned' : 'dropped'
  }

  const wire: Wire & WireControl = {
    account,
    clock,
    random,
    misbehaviour: () => misbehaviour,
    requests,
    fault: faults.ofRequest,
    refusal(request) {
      const refusal = faults.ofItem(request)
      if (refusal !== undefined) struck('refusal')
      return refusal
    },
    isOnline,
    wait,
    async call(request, signal, effect) {
      const answered = await wire.persist(signal, async () => {
        if (pausedUntil > clock.monotonic()) await rest(signal)
        if (dead) await never()
        if (signal?.aborted) throw abortedBy(signal)
        const flight: Flight = { state: 'awaited' }
        const outcome = await unlessAborted(attempt(request, effect, flight), signal, () => abandon(flight))
        if (!dead) line.reached(outcome.kind === 'broken' ? 'no answer' : undefined)
        return outcome
      })
      return { ...answered.value, uncertain: answered.uncertain }
    },
    persist: (signal, attempts) => {
      const slowDown = (pause: number): void => {
        pausedUntil = Math.max(pausedUntil, clock.monotonic() + pause)
      }
      return wire.survive(() => persist({ clock, random, slowDown }, signal, () => wire.survive(attempts)))
    },
    watch: line.watch,
    onBroken: line.onBroken,
    async exclusively(signal, work) {
      const before = lastWriter
      const { promise, resolve } = Promise.withResolvers<void>()
      lastWriter = before.then(() => promise)
      try {
        await wire.survive(() => unlessAborted(before, signal, () => {}))
        return await wire.survive(work)
      } finally {
        resolve()
      }
    },
    async survive(work) {
      if (dead) await never()
      try {
        const value = await work()
        if (dead) await never()
        return value
      } catch (error) {
        if (dead) await never()
        throw error
      }
    },
    behave(next) {
      misbehaviour = next
    },
    plan: faults.plan,
    goOffline,
    goOnline: line.goOnline,
    setLinked(next) {
      linked = next
    },
    cut(outlives) {
      dead = true
      for (const flight of flights) abandon(flight, outlives)
      line.breakOff('dead')
    },
    isDead: () => dead,
    underWay: () => flights.size,
    openLongpolls: line.listeners,
  }
  return wire
}

function never(): Promise<never> {
  return new Promise(() => {})
}
