import { lstatSync, mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { watchEachFolder } from '../../../../runtime/local/watch/each-folder.ts'
import type { FolderWatches } from '../../../../runtime/local/watch/fs-watches.ts'
import type { HintCollector } from '../../../../runtime/local/watch/hints.ts'
import { exchanges } from '../../../../runtime/local/watch/most-recent.ts'
import type { FoundFolder } from '../../../../runtime/ports/watch.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A kernel that gives so many watches, loses every event that it is not asked to tell, and knows who watches what. */
function kernelWith(limit: number): {
  limit: number
  readonly watched: Set<string>
  readonly watch: FolderWatches
  /** How often a folder was watched. */
  times(folder: string): number
  tell(folder: string, event: string, name: string): void
} {
  const told = new Map<string, (event: string, name: string | null) => void>()
  const watched = new Set<string>()
  const times = new Map<string, number>()
  const kernel = {
    limit,
    watched,
    times: (folder: string): number => times.get(folder) ?? 0,
    tell: (folder: string, event: string, name: string): void => told.get(folder)?.(event, name),
    watch: ((seen) => (path, item) => {
      if (watched.size >= kernel.limit) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      watched.add(path)
      times.set(path, kernel.times(path) + 1)
      told.set(path, (event, name) => seen(item, event, name))
      return { close: () => void watched.delete(path) }
    }) satisfies FolderWatches,
  }
  return kernel
}

const hints: HintCollector = {
  counted: () => undefined,
  touched: () => undefined,
  everything: () => undefined,
  close: () => undefined,
}

/** Folders, each with the hour (of 1970) in which something in it changed last. */
async function tree(t: ExecutionContext, folders: Record<string, number>): Promise<string> {
  const root = await temporaryFolder(t)
  for (const name of Object.keys(folders)) mkdirSync(`${root}/${name}`, { recursive: true })
  for (const [name, hour] of Object.entries(folders)) utimesSync(`${root}/${name}`, hour * 3600, hour * 3600)
  return root
}

const names = (root: string, watched: ReadonlySet<string>): string[] =>
  [...watched].map((path) => path.slice(root.length + 1)).sort()

test('where there are too few watches, the folders that changed last have them, and the rest is told', async (t) => {
  const root = await tree(t, { old: 1, 'old/young': 9, middle: 5, 'middle/old': 2, young: 8 })
  const kernel = kernelWith(3)
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, kernel.watch)
  t.deepEqual(names(root, kernel.watched), ['', 'old/young', 'young'])
  t.is(watcher.folders(), 3)
  t.regex(watcher.shortfall() ?? '', /max_user_watches is reached: 3 of 6 folders are watched/)

  utimesSync(`${root}/middle`, 10 * 3600, 10 * 3600)
  await watcher.reconcile()
  t.deepEqual(names(root, kernel.watched), ['', 'middle', 'old/young'])

  kernel.limit = 100
  await watcher.reconcile()
  t.is(watcher.folders(), 6)
  t.is(watcher.shortfall(), undefined)
  await watcher.close()
  t.is(kernel.watched.size, 0)
})

test('a folder in which something is told to have changed keeps its watch', async (t) => {
  const root = await tree(t, { old: 1, young: 2, younger: 3 })
  const kernel = kernelWith(3)
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, kernel.watch)
  t.deepEqual(names(root, kernel.watched), ['', 'young', 'younger'])
  kernel.tell(`${root}/young`, 'change', 'file')
  utimesSync(`${root}/old`, 4 * 3600, 4 * 3600)
  await watcher.reconcile()
  t.deepEqual(names(root, kernel.watched), ['', 'old', 'young'])
  await watcher.close()
})

test('watches follow what came, went and was exchanged while no event was told', async (t) => {
  const root = await tree(t, { gone: 1, 'stays/inner': 1, 'exchanged/inner': 1, node_modules: 1 })
  const kernel = kernelWith(100)
  const ignored = (path: string): boolean => path.endsWith('/node_modules')
  const watcher = await watchEachFolder({ root, ignored, hints }, kernel.watch)
  rmSync(`${root}/gone`, { recursive: true })
  renameSync(`${root}/exchanged`, `${root}/moved`)
  mkdirSync(`${root}/exchanged/new`, { recursive: true })
  mkdirSync(`${root}/node_modules/new`)
  await watcher.reconcile()
  const there = ['', 'exchanged', 'exchanged/new', 'moved', 'moved/inner', 'stays', 'stays/inner']
  t.deepEqual(names(root, kernel.watched), there)
  t.is(watcher.folders(), there.length)
  await watcher.close()
  await watcher.reconcile()
  t.is(kernel.watched.size, 0)
})

const hour = 3_600_000

/** Folders `top/a` and `top/b`, and scans of them as they are told of. */
async function scannedTree(t: ExecutionContext) {
  const root = await tree(t, { 'top/a': 1, 'top/b': 1 })
  const kernel = kernelWith(100)
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, kernel.watch)
  t.teardown(() => watcher.close())
  const inTop = (...names: readonly string[]): FoundFolder[] =>
    names.map((name) => foundAt(`${root}/top/${name}`, Date.now() - hour))
  const known = inTop('a', 'b')
  const began = Date.now()
  /** As if nothing had changed in `top` for so many hours: then its names are not read again without a reason. */
  const beginScan = (hours = 2): void => watcher.found?.(root, [foundAt(`${root}/top`, began - hours * hour)])
  const scan = (folders: readonly FoundFolder[] = known, hours = 2): void => {
    beginScan(hours)
    watcher.found?.(`${root}/top`, folders)
  }
  const watched = (): string[] =>
    names(`${root}/top`, new Set([...kernel.watched].filter((path) => path.startsWith(`${root}/top`))))
  scan()
  await watcher.reconcile()
  return {
    root,
    kernel,
    watcher,
    inTop,
    beginScan,
    scan,
    watched,
  }
}

/** A folder as a scan finds it, but for its ctime. */
function foundAt(path: string, changed: number): FoundFolder {
  const { ino, mtimeMs } = lstatSync(path)
  return { name: path.slice(path.lastIndexOf('/') + 1), inode: ino, modified: mtimeMs, changed }
}

test('what a scan has found as it is known is not looked at once more', async (t) => {
  const { root, scan, watcher, watched } = await scannedTree(t)
  rmSync(`${root}/top/a`, { recursive: true })
  scan()
  await watcher.reconcile()
  t.deepEqual(watched(), ['', 'a', 'b'], 'it says that all are there')
})

test('what a scan has found exchanged, new, or changed is looked at', async (t) => {
  const { root, kernel, scan, watcher, watched, inTop } = await scannedTree(t)
  renameSync(`${root}/top/b`, `${root}/moved`)
  mkdirSync(`${root}/top/b/inner`, { recursive: true })
  scan(inTop('a', 'b'))
  await watcher.reconcile()
  t.is(kernel.times(`${root}/top/b`), 2)
  t.deepEqual(watched(), ['', 'a', 'b', 'b/inner'])

  mkdirSync(`${root}/top/c`)
  scan(inTop('a', 'b', 'c'))
  await watcher.reconcile()
  t.true(watched().includes('c'), 'told of for the first time')

  mkdirSync(`${root}/top/d`)
  scan(inTop('a', 'b', 'c'), 1)
  await watcher.reconcile()
  t.true(watched().includes('d'), 'made after the scan had listed its folder, which had changed before that')
})

test('what a scan found that was broken off, or that was over before, is looked at', async (t) => {
  const { root, beginScan, scan, watcher, watched } = await scannedTree(t)
  rmSync(`${root}/top/a`, { recursive: true })
  scan()
  beginScan()
  await watcher.reconcile()
  t.deepEqual(watched(), ['', 'b'])

  scan()
  await watcher.reconcile()
  rmSync(`${root}/top/b`, { recursive: true })
  await watcher.reconcile()
  t.deepEqual(watched(), [''])
})

test('a folder that a scan has found as it was, and that may be read by now, is watched with all that is in it', async (t) => {
  const root = await tree(t, { secret: 1 })
  const refused: Record<string, string> = { '/secret': 'EACCES' }
  const { kernel, watch } = refusingKernel(100, refused)
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, watch)
  const secret = foundAt(`${root}/secret`, Date.now() - hour)
  watcher.found?.(root, [secret])
  await watcher.reconcile()
  mkdirSync(`${root}/secret/inner`)
  delete refused['/secret']
  watcher.found?.(root, [secret])
  await watcher.reconcile()
  t.deepEqual(names(root, kernel.watched), ['', 'secret', 'secret/inner'])
  await watcher.close()
})

test('a folder that was ignored is watched once it is not, and what came in folders that were read before', async (t) => {
  const root = await tree(t, { 'a/kept-out/inner': 1, b: 1 })
  const kernel = kernelWith(100)
  let isIgnored = true
  const ignored = (path: string): boolean => isIgnored && path.endsWith('/kept-out')
  const watcher = await watchEachFolder({ root, ignored, hints }, kernel.watch)
  t.deepEqual(names(root, kernel.watched), ['', 'a', 'b'])
  isIgnored = false
  await watcher.reconcile()
  t.deepEqual(names(root, kernel.watched), ['', 'a', 'a/kept-out', 'a/kept-out/inner', 'b'])
  mkdirSync(`${root}/b/new`)
  utimesSync(`${root}/b`, 3600, 3600)
  await watcher.reconcile()
  t.true(kernel.watched.has(`${root}/b/new`), 'whatever its mtime was set back to')
  isIgnored = true
  mkdirSync(`${root}/b/kept-out`)
  await watcher.reconcile()
  t.false(kernel.watched.has(`${root}/b/kept-out`))
  await watcher.close()
  t.is(kernel.watched.size, 0)
})

/** A kernel that refuses, with these errors, the folders whose paths end so; others it watches up to the limit. */
function refusingKernel(limit: number, refused: Record<string, string>) {
  const kernel = kernelWith(limit)
  const watch: FolderWatches = (seen, failed) => {
    const allowed = kernel.watch(seen, failed)
    return (path, item) => {
      const code = Object.entries(refused).find(([end]) => path.endsWith(end))?.[1]
      if (code !== undefined) throw Object.assign(new Error(code), { code })
      return allowed(path, item)
    }
  }
  return { kernel, watch }
}

test('a folder that cannot be watched for a reason of its own keeps no other from its watch', async (t) => {
  const root = await tree(t, { a: 1, refused: 9, z: 1 })
  const { kernel, watch } = refusingKernel(100, { '/refused': 'EIO' })
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, watch)
  mkdirSync(`${root}/new`)
  await watcher.reconcile()
  t.deepEqual(names(root, kernel.watched), ['', 'a', 'new', 'z'])
  t.is(watcher.shortfall(), 'watching failed (EIO): 4 of 5 folders are watched')
  await watcher.close()
})

test('a folder that cannot be read is not missed among those that are watched, since the scan tells of it', async (t) => {
  const root = await tree(t, { a: 1, secret: 9, z: 1 })
  const { kernel, watch } = refusingKernel(100, { '/secret': 'EACCES' })
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, watch)
  t.deepEqual(names(root, kernel.watched), ['', 'a', 'z'])
  t.is(watcher.shortfall(), undefined)

  rmSync(`${root}/secret`, { recursive: true })
  await watcher.reconcile()
  t.is(watcher.folders(), 3)
  t.is(watcher.shortfall(), undefined)
  await watcher.close()
})

test('at the limit no watch is taken away for a folder that cannot be read, nor is that counted', async (t) => {
  const root = await tree(t, { old: 1, secret: 9, young: 5 })
  const { kernel, watch } = refusingKernel(2, { '/secret': 'EACCES' })
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, watch)
  await watcher.reconcile()
  t.deepEqual(names(root, kernel.watched), ['', 'young'])
  t.regex(watcher.shortfall() ?? '', /is reached: 2 of 3 folders are watched, those that changed last$/)
  await watcher.close()
})

test('a folder that may be read from now on is watched with all that is in it', async (t) => {
  const root = await tree(t, { a: 1, 'secret/inner': 1 })
  const refused: Record<string, string> = { '/secret': 'EACCES', '/inner': 'EACCES' }
  const { kernel, watch } = refusingKernel(100, refused)
  const touched: string[] = []
  const told = { ...hints, touched: (path: string) => void touched.push(path) }
  const watcher = await watchEachFolder({ root, ignored: () => false, hints: told }, watch)
  t.deepEqual(names(root, kernel.watched), ['', 'a'])
  delete refused['/secret']
  delete refused['/inner']
  kernel.tell(root, 'change', 'secret')
  while (kernel.watched.size < 4) await setImmediate()
  t.deepEqual(names(root, kernel.watched), ['', 'a', 'secret', 'secret/inner'])
  t.true(touched.includes(`${root}/secret`), 'what is in it is looked for')
  await watcher.close()
})

test('at the limit a watch that becomes free is given to the next folder that comes', async (t) => {
  const root = await tree(t, { a: 1, b: 2 })
  const kernel = kernelWith(2)
  const watcher = await watchEachFolder({ root, ignored: () => false, hints }, kernel.watch)
  t.deepEqual(names(root, kernel.watched), ['', 'b'])
  rmSync(`${root}/b`, { recursive: true })
  kernel.tell(root, 'rename', 'b')
  mkdirSync(`${root}/c`)
  kernel.tell(root, 'rename', 'c')
  t.deepEqual(names(root, kernel.watched), ['', 'c'])
  await watcher.close()
})

test('a watch is exchanged only for one that is worth more', (t) => {
  const of = (recent: number, watched: boolean): { recent: number; watched: boolean } => ({ recent, watched })
  t.deepEqual(exchanges([of(5, true), of(1, true), of(3, true), of(2, false), of(4, false), of(0, false)]), [
    { out: of(1, true), in: of(4, false) },
  ])
  t.deepEqual(exchanges([of(5, true), of(5, false)]), [])
})
