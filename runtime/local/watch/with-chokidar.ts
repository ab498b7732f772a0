import { dirname } from 'node:path'
import { isIgnoredEverywhere } from '../../core/names.ts'
import { nameOf } from '../../core/path.ts'
import { foldersIn } from './folders.ts'
import { type Watcher, type WatchOrder, watchFailure } from './watcher.ts'

/** Told once more files and folders than `most` are watched, or are about to be, perhaps again and again. */
export interface Growth {
  readonly most: number
  readonly outgrown: () => void
}

/** Within so many ms, a tenth as many events as a small tree has files and folders are taken for the beginning of a large one. */
const burst = 200

/** Watches a small tree with chokidar, which knows many editors' and systems' habits; resolves when it has seen the whole tree. */
export async function watchWithChokidar(
  { root, ignored, hints }: WatchOrder,
  { most, outgrown }: Growth,
): Promise<Watcher> {
  const { watch } = await import('chokidar')
  let shortfall: string | undefined
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    persistent: false,
    atomic: false,
    ignored: (path) => path !== root && (isIgnoredEverywhere(nameOf(path)) || ignored(path)),
  })
  let entries = 0
  watcher.on('all', (event, path) => {
    if (event === 'add' || event === 'addDir') entries++
    else if (event !== 'change') entries--
    hints.touched(path === root ? root : dirname(path))
    if (event === 'addDir') hints.touched(path)
    if (entries > most) outgrown()
  })
  let began = 0
  let events = 0
  // Its own events come late, after it has looked at each file; how many the kernel sent shows only here.
  watcher.on('raw', () => {
    hints.counted()
    if (performance.now() - began > burst) {
      began = performance.now()
      events = 0
    }
    if (++events > most / 10) outgrown()
  })
  watcher.on('error', (error) => {
    shortfall ??= watchFailure(error)
    hints.everything()
  })
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
  for (const names of Object.values(watcher.getWatched())) entries += names.length
  return {
    folders: () => Object.keys(watcher.getWatched()).length,
    shortfall: () => shortfall,
    async reconcile() {
      const known = new Set(Object.keys(watcher.getWatched()))
      const waiting = [root]
      for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
        if (!known.has(folder)) watcher.add(folder)
        for (const name of foldersIn(folder)) {
          const path = `${folder}/${name}`
          if (!ignored(path)) waiting.push(path)
        }
      }
    },
    close: () => watcher.close(),
  }
}
