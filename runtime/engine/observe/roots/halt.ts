import type { PathKey } from '../../../core/path.ts'
import type { LeaseHolder } from '../../../core/safety/lease.ts'
import type { MappingRefusal } from '../../../local/mappings/find-mappings.ts'
import { inspectRoot, type RootState } from '../../../local/roots/inspect-root.ts'
import type { Files } from '../../../ports/files.ts'
import type { KnownRoot } from '../../../ports/store.ts'
import type { InUse } from '../../leases.ts'
import type { Halt } from '../../status.ts'

/** Why a root may not be touched in this state. `filesIn`: how many synced files lie in a root itself. */
export function haltOf(
  state: Exclude<RootState, { state: 'ready' }>,
  root: Pick<KnownRoot, 'path' | 'target'>,
  filesIn: (path: PathKey) => number,
): Halt {
  const { path, target } = root
  switch (state.state) {
    case 'missing':
      return { reason: 'root-missing', path, target }
    case 'retyped':
      return { reason: 'root-retyped', path, target }
    case 'other-device':
      return { reason: 'other-device', path, target }
    case 'emptied':
      return { reason: 'root-emptied', path, target, files: filesIn(path) }
    case 'marker-lost':
    case 'other-marker':
      return { reason: 'marker-lost', path, target }
    case 'rolled-back':
      return { reason: 'rolled-back', path, target }
    case 'unreadable':
      return { reason: 'root-missing', path, target }
    default:
      return state satisfies never
  }
}

/**
 * Why a known mapped folder is left alone whose link is not followed any more: by what has become of the folder itself, where that is why, else by
 * where its link leads. Throws DiskError.
 */
export async function refusedHalt(files: Files, root: KnownRoot, why: MappingRefusal): Promise<Halt> {
  const { path, target } = root
  if (why === 'unreadable') return { reason: 'root-missing', path, target }
  const { state } = await inspectRoot(files, root)
  if (why === 'dangling' && (state === 'missing' || state === 'unreadable'))
    return { reason: 'root-missing', path, target }
  if (why === 'not-a-folder' && state === 'retyped') return { reason: 'root-retyped', path, target }
  return { reason: 'link-refused', path, target, why }
}

/** The halt of a root in which another agent works. */
export function inUseHalt(path: PathKey, target: string, { holder }: InUse): Halt {
  return { reason: 'in-use', path, target, holder: holder && personal(holder) }
}

/** What is told of a holder; its lease holds more. */
function personal({ host, pid, since }: LeaseHolder): LeaseHolder {
  return { host, pid, since }
}
