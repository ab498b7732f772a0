import { drawHabits, type Habits, usualHabits } from '../cloud/account/habits.ts'
import { calm, drawMisbehaviour } from '../cloud/connection/misbehaviour.ts'
import { createSimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { watchRegister } from '../register/observe.ts'
import { type Between, createWorldBox, type WorldBox } from './box.ts'
import { createChance } from './chance.ts'
import { createEvents, isFault, type WorldEvent } from './events.ts'
import { judge } from './judge.ts'
import { createLimit, type LimitSettings, textOf } from './limit.ts'
import { mayTakeMore, notLive } from './not-live.ts'
import { createOracle } from './oracle.ts'
import { perform } from './perform.ts'
import { settle, stayQuiet } from './settle.ts'
import { createTrace } from './trace.ts'
import { createVirtualClock } from './virtual-clock.ts'

/** What came of a run. */
export interface Outcome {
  /** Sentences; none: all is well. */
  readonly violations: readonly string[]
  /** Whether the model of the register came to a verdict; it is not asked when there is no peace in the end. */
  readonly registerDecided: boolean
  /** The same for the same seed and events; undefined where it was not asked for. */
  readonly trace: string | undefined
  readonly events: readonly WorldEvent[]
  readonly boxes: number
  /** How often each kind of fault and crash really struck. */
  readonly struck: ReadonlyMap<string, number>
  /** What happened, one line each, when it was asked for. */
  readonly lines: readonly string[]
}

const firstMoment = Date.UTC(2026, 10, 21, 12)

/** Runs a world from a seed: its own events, or (to replay and to shrink) a given list of them. */
export async function runWorld(
  seed: number,
  options: {
    readonly events?: readonly WorldEvent[]
    /** What Dropbox makes of its freedoms; drawn from the seed when not given. */
    readonly habits?: Habits
    /** How many; drawn from the seed when not given. */
    readonly boxes?: number
    /** Nothing goes wrong on the way to Dropbox, which has its usual habits. */
    readonly calm?: boolean
    /** Nor may anything be gone from people's eyes that nobody deleted: see `notLive`. */
    readonly live?: boolean
    readonly tell?: boolean
    /** False where nobody compares the trace: to take it of all that happens costs some hundredths of a run. */
    readonly traced?: boolean
    /** What is put between every agent and its world. */
    readonly between?: Between
    readonly limit?: LimitSettings
  } = {},
): Promise<Outcome> {
  const chance = createChance(seed)
  const trace = options.traced === false ? undefined : createTrace()
  const lines: string[] = []
  let activity = 0
  let boxes: readonly WorldBox[] = []
  const clock = createVirtualClock(
    firstMoment,
    () => activity,
    () => limit.count('a timer rings'),
  )
  const limit = createLimit(
    clock.monotonic,
    () => {
      for (const box of boxes) box.kill()
    },
    options.limit,
  )
  const happened = (what: string | object, path?: string): void => {
    activity++
    limit.count(what, path)
    if (trace === undefined && noted === undefined) return
    const text = textOf(what)
    trace?.add(clock.monotonic(), text, path)
    noted?.(path === undefined ? text : `${text} ${path}`)
  }
  const noted = options.tell
    ? (what: string): void => {
        lines.push(`${(clock.monotonic() / 1000).toFixed(3).padStart(10)} ${what}`)
      }
    : undefined
  const dropbox = createSimulatedDropbox({
    now: clock.now,
    random: chance.stream('dropbox'),
    habits: options.habits ?? (options.calm ? usualHabits : drawHabits(chance.stream('habits'))),
  })
  let tookMore = false
  dropbox.listen((event) => {
    tookMore ||= mayTakeMore(event)
    happened(event)
  })
  const count = options.boxes ?? 1 + chance.stream('world').below(3)
  boxes = Array.from({ length: count }, (_, index) =>
    createWorldBox({
      name: `box${index}`,
      dropbox,
      clock,
      chance: chance.stream(`box ${index}`),
      misbehaviour: options.calm ? calm : drawMisbehaviour(chance.stream(`way ${index}`)),
      happened,
      counted: limit.count,
      ...(options.between === undefined ? {} : { between: options.between }),
      ...(noted === undefined ? {} : { noted }),
    }),
  )
  const events = options.events ?? createEvents(chance.stream('events'), count)
  const oracle = createOracle()
  const register = watchRegister(boxes, dropbox)
  const struck = new Map<string, number>()
  for (const box of boxes) box.start()
  for (const event of events) {
    await clock.advanceTo(event.at)
    if (limit.spin !== undefined) break
    happened(event)
    register.before()
    perform(event, { boxes, dropbox, oracle, clock })
    register.after(event)
    if (isFault(event)) struck.set(event.do, (struck.get(event.do) ?? 0) + 1)
  }
  const violations = limit.spin === undefined ? await settle(boxes, dropbox, clock, oracle) : []
  let registerDecided = false
  if (violations.length === 0 && limit.spin === undefined) {
    const verdict = register.judge()
    registerDecided = verdict.decided
    violations.push(
      ...judge(boxes, dropbox, oracle),
      ...verdict.violations,
      ...(await stayQuiet(boxes, dropbox, clock)),
    )
  }
  if (options.live && !tookMore) violations.push(...notLive(boxes, dropbox, oracle))
  for (const box of boxes)
    for (const [what, times] of box.struck) struck.set(what, (struck.get(what) ?? 0) + times)
  for (const box of boxes) box.kill()
  // What ended by force says nothing else.
  if (limit.spin !== undefined) violations.splice(0, violations.length, limit.spin)
  return { violations, registerDecided, trace: trace?.digest(), events, boxes: count, struck, lines }
}
