import { memoryStore } from '../../runtime/store/memory-store.ts'
import { home, type WorldBox } from '../world/box.ts'

/** The folder of a person's work. It syncs as `/project`, and may be a volume of its own. */
export const workspace = `${home}/workspace`

/** What a box's files and its agent's memory were at one moment. */
export type Moment = ReturnType<typeof momentOf>

export function momentOf({ disk, store }: WorldBox) {
  return { whole: disk.snapshot(), workspace: disk.snapshot(workspace), store: store.snapshot() }
}

/** What is left of a box. */
export type Remains = Pick<WorldBox, 'disk' | 'store'>

/**
 * Ways in which a box whose agent does not run comes to stand at another time than its Dropbox, or at another one than its agent remembers. Each
 * is given the box as it is, and as it was, and gives what is left of it.
 */
export const journeys = {
  /** Only the workspace was restored. */
  'files old': ({ disk, store }, { workspace: then }) => {
    disk.restore(then)
    return { disk, store }
  },
  /** As `files old`, by a program that copies files. */
  'files old, copied': ({ disk, store }, { workspace: then }) => {
    disk.restore(then, 'new')
    return { disk, store }
  },
  /** Only what the agent remembers was restored. */
  'index old': ({ disk }, { store }) => ({ disk, store: memoryStore(store) }),
  /** The whole box was restored. */
  'both old': ({ disk }, { whole, store }) => {
    disk.restore(whole)
    return { disk, store: memoryStore(store) }
  },
  /** What the agent remembers is gone; the box was linked anew. */
  'index lost': ({ disk, store }) => {
    const anew = memoryStore()
    anew.setSelection(store.selection())
    return { disk, store: anew }
  },
  'marker lost': ({ disk, store }) => {
    disk.hands.remove(`${workspace}/.dropbox.cache`)
    return { disk, store }
  },
  'root empty': ({ disk, store }) => {
    empty({ disk })
    return { disk, store }
  },
  /** Another project stands at its place. */
  'root replaced': ({ disk, store }) => {
    empty({ disk })
    disk.hands.write(`${workspace}/a`, 'of another project')
    disk.hands.write(`${workspace}/other/b`, 'of another project, too')
    return { disk, store }
  },
  'other volume': ({ disk, store }) => {
    if (disk.volume(workspace) !== disk.volume(home)) disk.unmount(workspace)
    disk.mount(workspace)
    disk.hands.write(`${workspace}/a`, 'on another disk')
    return { disk, store }
  },
} as const satisfies Record<string, (box: Remains, then: Moment) => Remains>

export type Journey = keyof typeof journeys

function empty({ disk }: Pick<Remains, 'disk'>): void {
  for (const name of disk.hands.list(workspace)) disk.hands.remove(`${workspace}/${name}`)
}
