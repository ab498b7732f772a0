import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { RestoredHalt } from '../status.ts'

const name = 'restored-since'

/** Remembers when halts were noticed, over restarts: gives for each, in ms since 1970, when it was first there without having been gone. */
export function haltsSince(
  store: Store,
  clock: Clock,
): (halts: readonly RestoredHalt[]) => readonly number[] {
  return (halts) => {
    const text = store.value(name) ?? '{}'
    const before: Readonly<Record<string, number>> = JSON.parse(text)
    const times = halts.map((halt) => before[keyOf(halt)] ?? clock.now())
    const after = JSON.stringify(Object.fromEntries(halts.map((halt, index) => [keyOf(halt), times[index]])))
    if (after !== text) store.setValue(name, after === '{}' ? undefined : after)
    return times
  }
}

function keyOf(halt: RestoredHalt): string {
  return `${halt.reason} ${halt.path}`
}
