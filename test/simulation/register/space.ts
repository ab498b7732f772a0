import { type Ahead, type Box, hiddenSteps } from './box.ts'
import type { Value } from './observation.ts'

/** Tells boxes and states apart, and remembers the steps of boxes, for one check. */
export interface Space {
  /** The one object for a box, by which it is to be told from all others. */
  same(box: Box): Box
  /** `hiddenSteps` of a box that `same` has given. */
  steps(box: Box, remote: Value, left: Ahead['left']): readonly Box[]
  /** The same for the same states, of boxes that `same` has given, each once. */
  keyOf(remote: Value, boxes: readonly (readonly Box[])[]): string
}

export function createSpace(): Space {
  const values = new Map<Value, number>()
  const boxes = new Map<string, Box>()
  const numbers = new Map<Box, number>()
  const stepsOf = new Map<Value, Map<Box, readonly Box[]>>()
  const numberOf = (value: Value): number => {
    const known = values.get(value)
    if (known !== undefined) return known
    values.set(value, values.size)
    return values.size - 1
  }
  const textOf = ({
    local,
    clean,
    latest,
    bare,
    known,
    sent,
    added,
    older,
    conflicts,
    backdated,
    troubled,
    aside,
  }: Box): string => {
    let text = `${numberOf(local)}${clean ? '=' : '~'}${latest ? 'l' : ''}${bare ? 'b' : ''}${backdated ? 't' : ''}${troubled ? 'f' : ''}`
    if (known !== undefined) text += `k${numberOf(known.value)}${known.latest ? 'l' : ''}`
    if (sent !== undefined) text += `s${numberOf(sent.value)}${sent.asNew ? 'n' : ''}`
    for (const value of added) text += `a${numberOf(value)}`
    if (older !== undefined) text += `o${numberOf(older.local)}${older.clean ? '=' : '~'}`
    if (aside !== undefined) text += `p${numberOf(aside.local)}${aside.clean ? '=' : '~'}`
    for (const conflict of conflicts) text += `c${numberOf(conflict)}`
    return text
  }
  const same = (box: Box): Box => {
    if (numbers.has(box)) return box
    const text = textOf(box)
    const known = boxes.get(text)
    if (known !== undefined) return known
    boxes.set(text, box)
    numbers.set(box, numbers.size)
    return box
  }
  return {
    same,
    steps(box, remote, left) {
      let own = stepsOf.get(remote)
      if (own === undefined) {
        own = new Map()
        stepsOf.set(remote, own)
      }
      let steps = own.get(box)
      if (steps === undefined) {
        steps = hiddenSteps(box, remote, left).map(same)
        own.set(box, steps)
      }
      return steps
    },
    keyOf(remote, sets) {
      let key = `${numberOf(remote)}`
      for (const own of sets)
        key += `;${own.map((box) => numbers.get(box) ?? -1).sort((one, other) => one - other)}`
      return key
    },
  }
}
