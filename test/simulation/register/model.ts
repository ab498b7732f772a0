import {
  type Ahead,
  type Box,
  freshBox,
  mayArrive,
  onceArrived,
  oncePowerless,
  onceWritten,
  outdated,
  withoutUnasked,
} from './box.ts'
import type { Observation, Value } from './observation.ts'
import { createSpace, type Space } from './space.ts'

/**
 * The model of Hughes, Pierce and Arts ("Mysteries of Dropbox", 2016) for one file: what people read and wrote of it, and when, must be explained
 * by some order of what nobody sees, the agents' sending (UP) and fetching (DOWN). This one also knows of answers that get lost, of requests that
 * come late, and of power cuts.
 *
 * Boxes meet in Dropbox alone. So for each history of Dropbox that is possible the boxes are looked at one by one, each with all that it may be: a
 * state is what Dropbox holds, and for every box a set, of which any choice is possible with any other's.
 */
interface State {
  readonly remote: Value
  readonly boxes: readonly (readonly Box[])[]
}

/** What came of a check. `undecided`: there are more possibilities than anybody can look at. */
export type Explained =
  | { readonly explained: true }
  | { readonly explained: false; readonly at: number; readonly observation: Observation }
  | { readonly explained: 'undecided'; readonly at: number }

/** Whether some order of hidden steps explains all observations, the file not being there at first. */
export function explain(boxes: number, observations: readonly Observation[], mostStates = 1_000): Explained {
  const space = createSpace()
  let states: readonly State[] = [
    { remote: undefined, boxes: Array.from({ length: boxes }, () => [freshBox]) },
  ]
  const left = conflictsLeft(observations)
  for (const [at, observation] of observations.entries()) {
    const reached = withHiddenSteps(states, space, mostStates, {
      left,
      fragile: boxesThat('power-loss', observations, at),
      haunted: boxesThat('late', observations, at),
    })
    if (reached === undefined) return { explained: 'undecided', at }
    states = reached.flatMap((state) => observed(state, observation))
    if (states.length === 0) return { explained: false, at, observation }
  }
  return { explained: true }
}

/** The boxes that lose their power, or of which an upload comes late, at some time from an observation on. */
function boxesThat(
  saw: 'power-loss' | 'late',
  observations: readonly Observation[],
  from: number,
): ReadonlySet<number> {
  return new Set(observations.slice(from).flatMap((each) => (each.saw === saw ? [each.box] : [])))
}

/** The conflict copies that are left in the end, if the end was seen: no other one was ever made. */
function conflictsLeft(observations: readonly Observation[]): ReadonlySet<string> | undefined {
  const last = observations.at(-1)
  return last?.saw === 'stable' ? new Set(last.conflicts) : undefined
}

/** What a state may be after an observation; none: it does not fit. */
function observed(state: State, observation: Observation): State[] {
  const { remote, boxes } = state
  switch (observation.saw) {
    case 'read': {
      const { box, value } = observation
      if (box === undefined) return remote === value ? [state] : []
      return withBox(state, box, (own) => (own.local === value ? [own] : []))
    }
    case 'write': {
      const { box, old, value } = observation
      if (box === undefined) return remote === old ? [withVersion(state, value)] : []
      return withBox(state, box, (own) => onceWritten(own, observation))
    }
    case 'late': {
      if (remote !== undefined) return [state]
      const added = new Set(boxes[observation.box]?.flatMap((own) => own.added))
      const came = [...added].flatMap((value) =>
        withBox(state, observation.box, (own) => (own.added.includes(value) ? [own] : [])).map((those) =>
          withVersion(those, value),
        ),
      )
      return [state, ...came]
    }
    case 'disk-fault':
      return withBox(state, observation.box, (own) => [{ ...own, troubled: true }])
    case 'power-loss':
      return withBox(state, observation.box, oncePowerless)
    case 'stable': {
      if (remote !== observation.value) return []
      const still = boxes.map((own) => own.filter(({ local, clean }) => local === remote && clean))
      return canLeave(still, new Set(observation.conflicts)) ? [{ remote, boxes: still }] : []
    }
    default:
      return observation satisfies never
  }
}

/** Whether some choice of one of each has made all these conflict copies. That none has made another is known. */
function canLeave(boxes: readonly (readonly Box[])[], conflicts: ReadonlySet<string>): boolean {
  const [first, ...others] = boxes
  if (first === undefined) return conflicts.size === 0
  return first.some(({ conflicts: own }) =>
    canLeave(others, new Set([...conflicts].filter((conflict) => !own.includes(conflict)))),
  )
}

/** A state with one box gone on; none when nothing is left that it may be. */
function withBox(state: State, index: number, on: (box: Box) => readonly Box[]): State[] {
  const own = state.boxes[index]
  if (own === undefined) return [state]
  const gone = own.flatMap(on)
  if (gone.length === 0) return []
  return [{ ...state, boxes: state.boxes.map((box, at) => (at === index ? gone : box)) }]
}

/** A state when Dropbox has got a new version that no box knows of. */
function withVersion({ boxes }: State, remote: Value): State {
  return { remote, boxes: boxes.map((own) => own.map(outdated)) }
}

/** All states that hidden steps lead to, from any of these, each once; undefined when there are too many. */
function withHiddenSteps(
  states: readonly State[],
  space: Space,
  most: number,
  ahead: Ahead,
): State[] | undefined {
  const reached = new Map<string, State>()
  const waiting: State[] = []
  const reach = ({ remote, boxes }: State): void => {
    const state = { remote, boxes: boxes.map((own, index) => closed(own, index, remote, space, ahead)) }
    const key = space.keyOf(remote, state.boxes)
    if (reached.has(key)) return
    reached.set(key, state)
    waiting.push(state)
  }
  for (const state of states) reach(state)
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (reached.size > most) return undefined
    for (const index of state.boxes.keys()) for (const next of arrivals(state, index)) reach(next)
  }
  return [...reached.values()]
}

/** All that a box may be after hidden steps that Dropbox does not notice, without what no observation to come asks for. */
function closed(
  boxes: readonly Box[],
  index: number,
  remote: Value,
  space: Space,
  { left, fragile, haunted }: Ahead,
): readonly Box[] {
  const found = new Set<Box>()
  const asked = { losesPower: fragile.has(index), comesLate: haunted.has(index) }
  const reach = (box: Box): void => void found.add(space.same(withoutUnasked(box, asked)))
  for (const box of boxes) reach(box)
  // What is added meanwhile is looked at too.
  for (const box of found) for (const next of space.steps(box, remote, left)) reach(next)
  return [...found]
}

/** What may come of what a box has sent: it arrives, upon the version that it was meant for. */
function arrivals(state: State, index: number): State[] {
  const own = (state.boxes[index] ?? []).filter((box) => mayArrive(box, state.remote))
  const values = new Set(own.flatMap(({ sent }) => (sent === undefined ? [] : [sent.value])))
  return [...values].map((value) => ({
    remote: value,
    boxes: state.boxes.map((boxes, at) =>
      at === index
        ? own.flatMap((box) => (box.sent?.value === value ? onceArrived(box, value) : []))
        : boxes.map(outdated),
    ),
  }))
}
