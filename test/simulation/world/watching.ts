import type { Clock } from '../../../runtime/ports/clock.ts'
import type { Hint, Watch } from '../../../runtime/ports/watch.ts'
import type { SimulatedDisk } from '../disk/disk.ts'
import type { Folder } from '../disk/inode.ts'
import { pathOf } from '../disk/resolve.ts'
import type { Chance } from './chance.ts'

/**
 * How a watcher tells of a change. `late`: after a while of its own each, so that they come in another order; `overflow`: nothing of it, and then
 * that anything may have changed; `lost`: not at all.
 */
export type Hearing = 'well' | 'twice' | 'late' | 'overflow' | 'lost'

/** ms. */
const longestDelay = 3_000

/** Hints as inotify gives them: the folder in which something happened, heard as `hearing` says at that moment. */
export function watchOf(
  disk: SimulatedDisk,
  {
    clock,
    chance,
    hearing,
  }: { readonly clock: Clock; readonly chance: Chance; readonly hearing: () => Hearing },
): Watch {
  return {
    async watch(root, { hint }) {
      let overflowed = false
      const listener = (changed: Folder): void => {
        const how = hearing()
        if (how === 'lost') return
        const path = pathOf(changed)
        if (!(path === root || path.startsWith(`${root}/`)) || path.includes('/.dropbox.cache')) return
        const told: Hint = { kind: 'folder', path }
        if (how === 'overflow') overflowed = true
        else if (overflowed) {
          overflowed = false
          hint({ kind: 'everything', path: root })
        } else if (how === 'late') void clock.sleep(chance.below(longestDelay)).then(() => hint(told))
        else hint(told)
        if (how === 'twice') hint(told)
      }
      disk.machine.listeners.add(listener)
      return {
        folders: 1,
        shortfall: undefined,
        reconcile: async () => undefined,
        async close() {
          disk.machine.listeners.delete(listener)
        },
      }
    },
  }
}
