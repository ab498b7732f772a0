import { describeHalt } from '../../engine/describe/halt.ts'
import type { Halt } from '../../engine/status.ts'
import { inspectRoot, type RootState } from '../../local/roots/inspect-root.ts'
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
    const halt = haltOf(found, root, count)
    if (halt !== undefined) halts.push(halt)
  }
  return halts
}

function haltOf(found: RootState, { path, target }: KnownRoot, files: number): Halt | undefined {
  switch (found.state) {
    case 'ready':
      return undefined
    case 'missing':
    case 'unreadable':
      return { reason: 'root-missing', path, target }
    case 'retyped':
      return { reason: 'root-retyped', path, target }
    case 'emptied':
      return { reason: 'root-emptied', path, target, files: path === '' ? files : 0 }
    case 'other-device':
      return { reason: 'other-device', path, target }
    case 'marker-lost':
    case 'other-marker':
      return { reason: 'marker-lost', path, target }
    case 'rolled-back':
      return { reason: 'rolled-back', path, target }
    default:
      return found satisfies never
  }
}
