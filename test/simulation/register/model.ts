/**
 * The model of Hughes, Pierce and Arts ("Mysteries of Dropbox", 2016) for one file: what people read and wrote of it, and when, must be explained
 * by some order of what nobody sees, the agents' sending (UP) and fetching (DOWN). This one also knows of answers that get lost, of requests that
 * come late, and of power cuts.
 */

/** What a file holds; undefined: there is no file. */
export type Value = string | undefined

/** What somebody saw or did. `box` undefined: in Dropbox itself. */
export type Observation =
  | { readonly saw: 'read'; readonly box: number | undefined; readonly value: Value }
  /**
   * Saw `old`, and put `value` in its place; undefined deletes. `doubtful`: after a power cut, before the agent has looked at the box again, and
   * such that it looks like the cut's work.
   */
  | {
      readonly saw: 'write'
      readonly box: number | undefined
      readonly old: Value
      readonly value: Value
      readonly doubtful?: boolean
    }
  /** The box lost its power. */
  | { readonly saw: 'power-loss'; readonly box: number }
  /** An upload that the box had given up, or that was done already, came to Dropbox and changed something. */
  | { readonly saw: 'late'; readonly box: number }
  /** All is at peace: everybody reads `value`, and beside it these conflict copies are left. */
  | { readonly saw: 'stable'; readonly value: Value; readonly conflicts: readonly string[] }

interface Box {
  readonly local: Value
  /** Nothing was changed here that Dropbox was not told of, as far as the agent knows. */
  readonly clean: boolean
  /** The version of Dropbox that the box has, or has edited, and whether there is no file in it. */
  readonly base: number
  readonly bare: boolean
  /** A later one that the agent has learnt of, which may be replaced again by the time that it is here. */
  readonly known: { readonly value: Value; readonly version: number } | undefined
  /** What it has sent and has no answer to, and upon which version. */
  readonly sent: { readonly value: Value; readonly base: number } | undefined
  /** What it has sent as new files, sorted: to these Dropbox sets no condition but that there is none, whenever they come. */
  readonly added: readonly string[]
  /** What the agent's last change here replaced, or a person's deletion that Dropbox was not told of: a power cut may bring it back. */
  readonly older: { readonly local: Value; readonly clean: boolean } | undefined
}

interface State {
  readonly remote: Value
  readonly version: number
  readonly boxes: readonly Box[]
  readonly conflicts: readonly string[]
}

/** What came of a check. `undecided`: there are more possibilities than anybody can look at. */
export type Explained =
  | { readonly explained: true }
  | { readonly explained: false; readonly at: number; readonly observation: Observation }
  | { readonly explained: 'undecided'; readonly at: number }

/** Whether some order of hidden steps explains all observations, the file not being there at first. */
export function explain(boxes: number, observations: readonly Observation[], mostStates = 3_000): Explained {
  const fresh: Box = {
    ...{ local: undefined, clean: true, base: 0, bare: true },
    ...{ known: undefined, sent: undefined, added: [], older: undefined },
  }
  const first: State = {
    remote: undefined,
    version: 0,
    boxes: Array.from({ length: boxes }, () => fresh),
    conflicts: [],
  }
  const left = conflictsLeft(observations)
  const space = createSpace()
  let states: readonly State[] = [first]
  for (const [at, observation] of observations.entries()) {
    const reached = withHiddenSteps(states, space, mostStates, {
      left,
      fragile: losingPower(observations, at),
      haunted: comingLate(observations, at),
    })
    if (reached === undefined) return { explained: 'undecided', at }
    const next = [...reached].flatMap((state) => observed(state, observation))
    if (next.length === 0) return { explained: false, at, observation }
    states = next
  }
  return { explained: true }
}

/** The boxes that lose their power at some time from an observation on: of all others nobody asks what a power cut could bring back. */
function losingPower(observations: readonly Observation[], from: number): ReadonlySet<number> {
  return new Set(observations.slice(from).flatMap((each) => (each.saw === 'power-loss' ? [each.box] : [])))
}

/** The boxes of which uploads come late from an observation on: of all others nobody asks what they have added. */
function comingLate(observations: readonly Observation[], from: number): ReadonlySet<number> {
  return new Set(observations.slice(from).flatMap((each) => (each.saw === 'late' ? [each.box] : [])))
}

/** The conflict copies that are left in the end, if the end was seen: no other one was ever made. */
function conflictsLeft(observations: readonly Observation[]): ReadonlySet<string> | undefined {
  const last = observations.at(-1)
  return last?.saw === 'stable' ? new Set(last.conflicts) : undefined
}

/** What a state may be after an observation; none: it does not fit. */
function observed(state: State, observation: Observation): State[] {
  switch (observation.saw) {
    case 'read': {
      const held = observation.box === undefined ? state.remote : state.boxes[observation.box]?.local
      return held === observation.value ? [state] : []
    }
    case 'write': {
      const { box, old, value } = observation
      if (box === undefined)
        return state.remote === old ? [{ ...state, remote: value, version: state.version + 1 }] : []
      const own = state.boxes[box]
      if (own === undefined || own.local !== old) return []
      const older = value === undefined ? { local: own.local, clean: own.clean } : undefined
      const written: Box = { ...own, local: value, clean: false, older }
      const states = [withBox(state, box, written)]
      // What the power cut took is fetched again; what it may have brought is kept beside what Dropbox has.
      if (observation.doubtful)
        states.push(
          withBox(state, box, {
            ...{ ...written, clean: value === undefined },
            ...{ base: -1, bare: false, known: undefined },
          }),
        )
      return states
    }
    case 'late': {
      const { remote, version, boxes } = state
      const added = remote === undefined ? (boxes[observation.box]?.added ?? []) : []
      return [state, ...added.map((value) => ({ ...state, remote: value, version: version + 1 }))]
    }
    case 'power-loss': {
      const own = state.boxes[observation.box]
      if (own === undefined) return [state]
      const anew = { base: -1, bare: false, known: undefined, older: undefined }
      const states = [state]
      if (own.older !== undefined)
        states.push(withBox(state, observation.box, { ...own, ...own.older, ...anew }))
      // An empty file, as a full disk leaves it, looks like one that the cut has emptied, and a file that was just deleted like one that the cut took:
      // it is fetched again, and what is empty is kept beside it or not at all.
      if (own.local === '' || (own.local === undefined && !own.clean))
        for (const clean of [true, false])
          states.push(withBox(state, observation.box, { ...own, clean, ...anew }))
      return states
    }
    case 'stable': {
      const { remote, boxes, conflicts } = state
      const isStable =
        remote === observation.value &&
        boxes.every(({ local, clean }) => local === remote && clean) &&
        JSON.stringify(conflicts) === JSON.stringify([...new Set(observation.conflicts)].sort())
      return isStable ? [state] : []
    }
    default:
      return observation satisfies never
  }
}

/** What is known of the observations that are still to come. */
interface Ahead {
  readonly left: ReadonlySet<string> | undefined
  readonly fragile: ReadonlySet<number>
  readonly haunted: ReadonlySet<number>
}

/** All states that hidden steps lead to, from any of these, each once; undefined when there are too many. */
function withHiddenSteps(
  states: readonly State[],
  space: Space,
  most: number,
  { left, fragile, haunted }: Ahead,
): Iterable<State> | undefined {
  const reached = new Map<string, State>()
  const waiting: State[] = []
  const reach = (found: State): void => {
    const state = withoutUnasked(found, fragile, haunted)
    const key = space.keyOf(state)
    if (reached.has(key)) return
    reached.set(key, state)
    waiting.push(state)
  }
  for (const state of states) reach(state)
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (reached.size > most) return undefined
    for (const box of state.boxes.keys())
      for (const next of stepsOf(state, box))
        if (next.conflicts === state.conflicts || left === undefined || isPart(next.conflicts, left))
          reach(next)
  }
  return reached.values()
}

/** A state without what no observation to come asks for. */
function withoutUnasked(state: State, fragile: ReadonlySet<number>, haunted: ReadonlySet<number>): State {
  const isAsked = ({ older, added }: Box, box: number): boolean =>
    (older === undefined || fragile.has(box)) && (added.length === 0 || haunted.has(box))
  if (state.boxes.every(isAsked)) return state
  const boxes = state.boxes.map((own, box) => ({
    ...own,
    older: fragile.has(box) ? own.older : undefined,
    added: haunted.has(box) ? own.added : [],
  }))
  return { ...state, boxes }
}

function isPart(conflicts: readonly string[], of: ReadonlySet<string>): boolean {
  return conflicts.every((conflict) => of.has(conflict))
}

function stepsOf(state: State, index: number): State[] {
  const { remote, version } = state
  const box = state.boxes[index]
  if (box === undefined) return []
  const steps: State[] = []
  const to = (changed: Partial<Box>, rest: Partial<State> = {}): void => {
    steps.push(withBox({ ...state, ...rest }, index, { ...box, ...changed }))
  }
  const { local, clean, base, bare, known, sent } = box
  if (sent !== undefined) {
    // A request that arrives is done only upon the version that it was meant for, and its answer may get lost.
    if (sent.base === version) {
      const arrived = { remote: sent.value, version: version + 1 }
      const told = { base: version + 1, bare: sent.value === undefined, known: undefined }
      to({ sent: undefined, ...told, clean: local === sent.value }, arrived)
      to({ sent: undefined }, arrived)
    }
    to({ sent: undefined })
  }
  if (version > Math.max(base, known?.version ?? base)) to({ known: { value: remote, version } })
  if (known === undefined) {
    if (!clean && sent === undefined) {
      const added = bare && local !== undefined ? [...new Set([...box.added, local])].sort() : box.added
      to({ sent: { value: local, base }, added, older: undefined })
    }
    return steps
  }
  const met = { base: known.version, bare: known.value === undefined, known: undefined }
  if (local === known.value) to({ ...met, clean: true })
  else if (clean) to({ ...met, local: known.value, older: { local, clean: true } })
  // An edit wins over a deletion; of two edits Dropbox's keeps the name.
  else if (local === undefined) to({ clean: true })
  else if (known.value === undefined) to(met)
  else {
    const conflicts = [...new Set([...state.conflicts, local])].sort()
    to({ local: undefined, clean: true, older: { local, clean: true } }, { conflicts })
  }
  return steps
}

function withBox(state: State, index: number, box: Box): State {
  return { ...state, boxes: state.boxes.map((own, at) => (at === index ? box : own)) }
}

/** Tells states apart. Two that differ only in how their versions are numbered are one: nothing asks for more than which is the later one. */
interface Space {
  keyOf(state: State): string
}

function createSpace(): Space {
  const numbers = new Map<Value, number>()
  const numberOf = (value: Value): number => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, numbers.size)
    return numbers.size - 1
  }
  return {
    keyOf({ remote, version, boxes, conflicts }) {
      const versions = [version]
      for (const { base, known, sent } of boxes)
        versions.push(base, known?.version ?? base, sent?.base ?? base)
      const ranks = [...new Set(versions)].sort((one, other) => one - other)
      let key = `${numberOf(remote)} ${ranks.indexOf(version)}`
      for (const { local, clean, base, bare, known, sent, added, older } of boxes) {
        key += `;${numberOf(local)}${clean ? '=' : '~'}${ranks.indexOf(base)}${bare ? 'b' : ''}`
        if (known !== undefined) key += `k${numberOf(known.value)},${ranks.indexOf(known.version)}`
        if (sent !== undefined) key += `s${numberOf(sent.value)},${ranks.indexOf(sent.base)}`
        for (const value of added) key += `a${numberOf(value)}`
        if (older !== undefined) key += `o${numberOf(older.local)}${older.clean ? '=' : '~'}`
      }
      for (const conflict of conflicts) key += `c${numberOf(conflict)}`
      return key
    },
  }
}
