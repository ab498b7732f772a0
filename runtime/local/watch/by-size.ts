import { readdirSync } from 'node:fs'
import { isIgnoredEverywhere } from '../../core/names.ts'
import { watchEachFolder } from './each-folder.ts'
import type { Watcher, WatchOrder } from './watcher.ts'
import { watchWithChokidar } from './with-chokidar.ts'

/** How trees of few, and of many, files and folders are watched. Neither rejects. */
interface Ways {
  readonly few: typeof watchWithChokidar
  readonly many: (order: WatchOrder) => Promise<Watcher>
}

/**
 * Watches with chokidar while a tree has at most `most` files and folders, itself counted, and each folder by itself from when it has outgrown that. It never
 * goes back: a tree that was large once is likely to be so again.
 */
export async function watchBySize(
  order: WatchOrder,
  most: number,
  { few, many }: Ways = { few: watchWithChokidar, many: (each) => watchEachFolder(each) },
): Promise<Watcher> {
  if (!holdsAtMost(most, order)) return many(order)
  let growing: Promise<void> | undefined
  let closed = false
  let larger: Watcher | undefined

  const grow = async (): Promise<void> => {
    // It may not have seen the whole tree yet. Not one moment longer than that, for it looks at each file that comes.
    const before = await beginning
    // Whatever it fails with, it is listened to no more.
    await before.close().catch(() => undefined)
    larger = await many(order)
    // What came in between, and what chokidar had seen and not told yet, is not told any more.
    order.hints.everything()
    if (closed) await larger.close()
  }
  const outgrown = (): void => {
    if (!closed) growing ??= Promise.resolve().then(grow)
  }
  const beginning = few(order, { most, outgrown })
  const smaller = await beginning
  const watcher = (): Watcher => larger ?? smaller
  return {
    folders: () => watcher().folders(),
    shortfall: () => watcher().shortfall(),
    found: (folder, folders) => watcher().found?.(folder, folders),
    async reconcile() {
      await growing
      await watcher().reconcile()
    },
    async close() {
      closed = true
      await growing
      await watcher().close()
    },
  }
}

function holdsAtMost(most: number, { root, ignored }: WatchOrder): boolean {
  const waiting = [root]
  let count = 1
  if (count > most) return false
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = `${folder}/${entry.name}`
      if (isIgnoredEverywhere(entry.name) || ignored(path)) continue
      if (++count > most) return false
      if (entry.isDirectory()) waiting.push(path)
    }
  }
  return true
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // What cannot be listed cannot be watched either; the scan tells of it.
    return []
  }
}
