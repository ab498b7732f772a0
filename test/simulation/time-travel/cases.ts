import { cacheFolderOf } from '../../../runtime/local/roots/cache-folder.ts'
import { memoryStore, type StoreSnapshot } from '../../runtime/store/memory-store.ts'
import type { DiskSnapshot, SimulatedDisk } from '../disk/disk.ts'
import { folder, type WorldBox } from '../world/box.ts'
import type { Chance } from '../world/chance.ts'
import { type Earlier, workspace } from './history.ts'

/** What happened to a box while its agent did not run. */
export interface TimeTravel {
  readonly name: string
  /**
   * Whether the agent knows by itself that something is wrong, and waits for a person. `unites`: it knows, and goes on without one. `unites in step`:
   * the same, for what was the same on both sides before. `alike`: it cannot know, since files and index agree.
   */
  readonly known: 'halts' | 'unites' | 'unites in step' | 'alike'
  /** Whether it is about one root, or about all that the box has. */
  readonly touches: 'one root' | 'everything'
  /** Does it to the disk, and gives the index that the agent finds. `root` is the Dropbox folder or the linked workspace. */
  readonly happen: (box: WorldBox, earlier: Earlier, root: string, chance: Chance) => StoreSnapshot
}

export const timeTravels: readonly TimeTravel[] = [
  {
    name: 'files old',
    known: 'halts',
    touches: 'one root',
    happen({ disk, store }, earlier, root, chance) {
      disk.restore(snapshotOf(earlier, root), chance.pick(['same', 'new']))
      return store.snapshot()
    },
  },
  { name: 'index old', known: 'halts', touches: 'everything', happen: (_, earlier) => earlier.store },
  {
    name: 'both old',
    known: 'alike',
    touches: 'everything',
    happen({ disk }, earlier, _, chance) {
      disk.restore(earlier.home, chance.pick(['same', 'new']))
      return earlier.store
    },
  },
  {
    name: 'index lost',
    known: 'unites',
    touches: 'everything',
    happen({ store }) {
      const anew = memoryStore()
      anew.setSelection(store.selection())
      return anew.snapshot()
    },
  },
  {
    name: 'marker lost',
    known: 'halts',
    touches: 'one root',
    happen({ disk, store }, _, root, chance) {
      const cache = cacheFolderOf(root)
      disk.hands.remove(chance.happens(0.5) ? cache.folder : cache.marker)
      return store.snapshot()
    },
  },
  {
    name: 'root empty',
    known: 'halts',
    touches: 'one root',
    happen({ disk, store }, _, root) {
      empty(disk, root)
      return store.snapshot()
    },
  },
  {
    name: 'root replaced',
    known: 'halts',
    touches: 'one root',
    happen({ disk, store }, _, root, chance) {
      const before = contentsOf(disk, root)
      disk.hands.remove(root)
      disk.hands.mkdir(root)
      for (const [path, text] of before)
        if (chance.happens(0.5)) disk.hands.write(`${root}/${path}`, chance.happens(0.5) ? text : 'another')
      disk.hands.write(`${root}/stranger`, 'of another folder')
      return store.snapshot()
    },
  },
  {
    name: 'root copied',
    known: 'unites in step',
    touches: 'one root',
    happen({ disk, store }, _, root, chance) {
      // The marker comes along, not all of the files do, and some are of another time.
      disk.restore(disk.snapshot(root), 'new')
      for (const [path] of contentsOf(disk, root)) {
        if (chance.happens(0.3)) disk.hands.remove(`${root}/${path}`)
        else if (chance.happens(0.2)) writeLongAgo(disk, `${root}/${path}`, `old ${path}`)
      }
      return store.snapshot()
    },
  },
  {
    name: 'other volume',
    known: 'halts',
    touches: 'one root',
    happen({ disk, store }, earlier, root, chance) {
      // An empty one, one with the files alone, or an older copy of the whole folder.
      const what = chance.pick(['empty', 'unmarked', 'older'] as const)
      if (what === 'older') disk.restore(snapshotOf(earlier, root))
      const copy = what === 'empty' ? [] : copyOf(disk, root)
      disk.mount(root)
      for (const put of copy) put()
      if (what === 'unmarked') disk.hands.remove(cacheFolderOf(root).folder)
      return store.snapshot()
    },
  },
]

/** What puts everything that a folder holds now into the folder that is there then. */
function copyOf({ hands }: SimulatedDisk, root: string): (() => void)[] {
  return Object.entries(hands.tree(root)).map(([name, text]) => {
    const path = `${root}/${name.replace(/\/$/, '')}`
    if (name.endsWith('/')) return () => hands.mkdir(path)
    if (text !== '(symlink)') return () => hands.write(path, text)
    const target = hands.readlink(path)
    return () => hands.symlink(target, path)
  })
}

function snapshotOf(earlier: Earlier, root: string): DiskSnapshot {
  return { [folder]: earlier.folder, [workspace]: earlier.workspace }[root] ?? earlier.home
}

function empty({ hands }: SimulatedDisk, root: string): void {
  for (const name of hands.list(root)) hands.remove(`${root}/${name}`)
}

function contentsOf({ hands }: SimulatedDisk, root: string): (readonly [string, string])[] {
  return Object.entries(hands.tree(root)).filter(
    ([path, text]) => !path.endsWith('/') && text !== '(symlink)' && !path.startsWith('.dropbox.cache'),
  )
}

function writeLongAgo({ hands }: SimulatedDisk, path: string, text: string): void {
  hands.write(path, text)
  hands.utimes(path, 1_000)
}
