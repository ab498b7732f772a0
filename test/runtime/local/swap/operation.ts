import { openTrash, type Trash } from '../../../../runtime/local/trash/trash.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { copyNames, type SwapWorld } from './world.ts'

/** When the operations of the tests are done, and what the files that they place say of their last change; ms since 1970. */
export const at = Date.UTC(2026, 10, 3)
export const modified = Date.UTC(2026, 9, 1)
export const now = (): number => at

/** What every operation on one path of a world is told. */
export function operationOn(
  world: SwapWorld,
  files: Files,
  target: string,
): {
  readonly root: string
  readonly target: string
  readonly trash: Trash
  readonly copyName: ReturnType<typeof copyNames>
} {
  return {
    root: world.root,
    target: world.path(target),
    trash: openTrash(files, world.root, at),
    copyName: copyNames('f'),
  }
}
