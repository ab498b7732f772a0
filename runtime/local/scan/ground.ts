import type { Files } from '../../ports/files.ts'
import type { Place } from './place.ts'

/** What a scan stays on: the file system of its root, without whatever is mounted below the root. */
export interface Ground {
  readonly device: number
  /** Looks again what is mounted where. Throws DiskError. */
  renew(): Promise<void>
  /** Whether something is mounted at a path below the root, by what was last looked at. */
  hasMount(absolute: string): boolean
}

/** The ground of a root on the file system `device`. Throws DiskError. */
export async function groundOf(files: Files, device: number): Promise<Ground> {
  let points = await files.mountPoints()
  return {
    device,
    async renew() {
      points = await files.mountPoints()
    },
    hasMount: (absolute) => points.has(absolute),
  }
}

/**
 * Whether a place is another's ground: what is in it cannot be told from what its mount hides while that is missing, and nothing can be moved into
 * it from our staging, not even where the file system is the same (rename(2), EXDEV).
 */
export function isElsewhere(
  ground: Ground,
  { absolute, relative, device }: Pick<Place, 'absolute' | 'relative' | 'device'>,
): boolean {
  return device !== ground.device || (relative !== '' && ground.hasMount(absolute))
}
