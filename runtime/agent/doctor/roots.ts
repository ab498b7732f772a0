import { describeHalt } from '../../engine/describe/halt.ts'
import { haltOf } from '../../engine/observe/roots/halt.ts'
import type { Halt } from '../../engine/status.ts'
import { inspectRoot } from '../../local/roots/inspect-root.ts'
import type { Files } from '../../ports/files.ts'
import type { KnownRoot } from '../../ports/store.ts'
import { type Finding, trouble } from './finding.ts'

/** The halts that stand, or that a start would meet: one finding each. Writes nothing. */
export function tellHalts(halts: readonly Halt[]): Finding[] {
  return halts.map((halt) => trouble('trees', 'wrong', describeHalt(halt), undefined, { halt }))
}

/** A root as the index knows it. `behind`: the generation that its marker may still have, since an agent was killed while it moved it on. */
export interface RememberedRoot extends KnownRoot {
  readonly behind: number | undefined
}

/** The halts that an agent would meet at its start. `count` is how many files the index knows. */
export async function haltsAhead(
  files: Files,
  known: readonly RememberedRoot[],
  count: number,
): Promise<Halt[]> {
  const halts: Halt[] = []
  for (const root of known) {
    const found = await inspectRoot(files, root)
    if (found.state === 'rolled-back' && found.markerGeneration === root.behind) continue
    if (found.state !== 'ready') halts.push(haltOf(found, root, (path) => (path === '' ? count : 0)))
  }
  return halts
}
