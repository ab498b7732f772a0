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
  /** Saw `old`, and put `value` in its place; undefined deletes. */
  | { readonly saw: 'write'; readonly box: number | undefined; readonly old: Value; readonly value: Value }
  /** The box lost its power. */
  | { readonly saw: 'power-loss'; readonly box: number }
  /** All is at peace: everybody reads `value`, and beside it these conflict copies are left. */
  | { readonly saw: 'stable'; readonly value: Value; readonly conflicts: readonly string[] }

interface Box {
  readonly local: Value
  /** Nothing was changed here that Dropbox was not told of, as far as the agent knows. */
  readonly clean: boolean
  /** The version of Dropbox that the box has, or has edited. */
  readonly base: number
  /** A later one that the agent has learnt of, which may be replaced again by the time that it is here. */
  readonly known: { readonly value: Value; readonly version: number } | undefined
  /** What it has sent and has no answer to, and upon which version. */
  readonly sent: { readonly value: Value; readonly base: number } | undefined
  /** What the agent's last change here replaced, which a power cut may bring back. */
  readonly older: { readonly local: Value } | undefined
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
export function explain(boxes: number, observations: readonly Observation[], mostStates = 20_000): Explained {
  const fresh: Box = {
    ...{ local: undefined, clean: true, base: 0 },
    ...{ known: undefined, sent: undefined, older: undefined },
  }
  const first: State = {
    remote: undefined,
    version: 0,
    boxes: Array.from({ length: boxes }, () => fresh),
    conflicts: [],
  }
  let states = new Map([[keyOf(first), first]])
  for (const [at, observation] of observations.entries()) {
    const reached = withHiddenSteps(states.values(), mostStates)
    if (reached === undefined) return { explained: 'undecided', at }
    states = new Map()
    for (const state of reached)
      for (const next of observed(state, observation)) states.set(keyOf(next), next)
    if (states.size === 0) return { explained: false, at, observation }
  }
  return { explained: true }
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
      return [withBox(state, box, { ...own, local: value, clean: false, older: undefined })]
    }
    case 'power-loss': {
      const own = state.boxes[observation.box]
      if (own?.older === undefined) return [state]
      const back: Box = {
        ...own,
        local: own.older.local,
        clean: true,
        base: -1,
        known: undefined,
        older: undefined,
      }
      return [state, withBox(state, observation.box, back)]
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

/** All states that hidden steps lead to, from any of these; undefined when there are too many. */
function withHiddenSteps(states: Iterable<State>, most: number): Iterable<State> | undefined {
  const reached = new Map<string, State>()
  const waiting = [...states]
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const key = keyOf(state)
    if (reached.has(key)) continue
    if (reached.size >= most) return undefined
    reached.set(key, state)
    for (const box of state.boxes.keys()) waiting.push(...stepsOf(state, box))
  }
  return reached.values()
}

function stepsOf(state: State, index: number): State[] {
  const { remote, version } = state
  const box = state.boxes[index]
  if (box === undefined) return []
  const steps: State[] = []
  const to = (changed: Partial<Box>, rest: Partial<State> = {}): void => {
    steps.push(withBox({ ...state, ...rest }, index, { ...box, ...changed }))
  }
  const { local, clean, base, known, sent } = box
  if (sent !== undefined) {
    // A request that arrives is done only upon the version that it was meant for, and its answer may get lost.
    if (sent.base === version) {
      const arrived = { remote: sent.value, version: version + 1 }
      to({ sent: undefined, base: version + 1, known: undefined, clean: local === sent.value }, arrived)
      to({ sent: undefined }, arrived)
    }
    to({ sent: undefined })
  }
  if (version > Math.max(base, known?.version ?? base)) to({ known: { value: remote, version } })
  if (known === undefined) {
    if (!clean && sent === undefined) to({ sent: { value: local, base } })
    return steps
  }
  const met = { base: known.version, known: undefined }
  if (local === known.value) to({ ...met, clean: true })
  else if (clean) to({ ...met, local: known.value, older: { local } })
  // An edit wins over a deletion; of two edits Dropbox's keeps the name.
  else if (local === undefined) to({ clean: true })
  else if (known.value === undefined) to(met)
  else {
    const conflicts = [...new Set([...state.conflicts, local])].sort()
    to({ local: undefined, clean: true, older: { local } }, { conflicts })
  }
  return steps
}

function withBox(state: State, index: number, box: Box): State {
  return { ...state, boxes: state.boxes.map((own, at) => (at === index ? box : own)) }
}

function keyOf({ remote, version, boxes, conflicts }: State): string {
  const own = boxes.map(({ local, clean, base, known, sent, older }) => [
    ...[local ?? null, clean, base, known && [known.value ?? null, known.version]],
    ...[sent && [sent.value ?? null, sent.base], older && [older.local ?? null]],
  ])
  return JSON.stringify([remote ?? null, version, own, conflicts])
}
