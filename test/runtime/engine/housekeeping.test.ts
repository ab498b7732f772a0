import { appendFileSync, realpathSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { createHousekeeping, type Housekeeping } from '../../../runtime/engine/housekeeping.ts'
import { removeFile } from '../../../runtime/local/swap/remove-file.ts'
import { type KeptFile, openTrash } from '../../../runtime/local/trash/trash.ts'
import { DiskError, type Files } from '../../../runtime/ports/files.ts'
import type { KnownRoot } from '../../../runtime/ports/store.ts'
import { copyNames, makeSwapWorld, type SwapWorld } from '../local/swap/world.ts'
import { memoryStore } from '../store/memory-store.ts'

interface House {
  readonly world: SwapWorld
  readonly housekeeping: Housekeeping
  /** Each copy that was told of. */
  readonly copies: string[]
  /** Takes a file from its place, as an operation does. */
  trash(relative: string): Promise<KeptFile>
  scanned(): Promise<void>
}

async function houseOf(
  t: ExecutionContext,
  hook: (files: Files) => Files = (files) => files,
): Promise<House> {
  const world = await makeSwapWorld()
  t.teardown(world.remove)
  const target = realpathSync(world.root)
  const root: KnownRoot = {
    path: '/project',
    target,
    identity: 'root',
    generation: 1,
    device: 1,
    inode: 1,
    born: 0,
  }
  const copies: string[] = []
  const housekeeping = createHousekeeping({
    store: memoryStore(),
    trash: { keep: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER },
    files: hook(world.files),
    clock: { now: Date.now, monotonic: () => performance.now(), sleep: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    tell: (action, path) => copies.push(`${action} ${path}`),
    copyName: copyNames,
  })
  return {
    world,
    housekeeping,
    copies,
    async trash(relative) {
      const removed = await removeFile(world.files, {
        root: world.root,
        target: world.path(relative),
        expected: await world.file(relative),
        trash: openTrash(world.files, world.root, Date.now()),
        copyName: copyNames(relative),
      })
      if (removed.result !== 'removed') throw new Error(removed.result)
      housekeeping.kept(target, removed.kept)
      return removed.kept
    },
    scanned: () => housekeeping.afterScan([root], new Set()),
  }
}

test('a program that goes on writing after the scan that a file was taken away in is noticed at the next', async (t) => {
  const { world, copies, trash, scanned } = await houseOf(t)
  world.write('log', 'line 1\n')
  const kept = await trash('log')
  await scanned()
  t.deepEqual(copies, [])
  appendFileSync(kept.path, 'line 2\n')
  await scanned()
  t.deepEqual(copies, ['conflict copy /project/log copy 0'])
  t.deepEqual(world.live(), { 'log copy 0': 'line 1\nline 2\n' })
})

test('late writes that the disk does not let come back are tried again after the next scan, and the others come', async (t) => {
  let refuses = true
  const { world, copies, trash, scanned } = await houseOf(t, (files) => ({
    ...files,
    async link(from, to) {
      if (refuses && to.endsWith('one copy 0')) throw new DiskError('no-space', to)
      return files.link(from, to)
    },
  }))
  for (const name of ['one', 'two']) {
    world.write(name, 'old')
    appendFileSync((await trash(name)).path, ' and more')
  }
  await scanned()
  t.deepEqual(copies, ['conflict copy /project/two copy 0'])
  refuses = false
  await scanned()
  t.deepEqual(copies, ['conflict copy /project/two copy 0', 'conflict copy /project/one copy 0'])
  t.deepEqual(world.live(), { 'one copy 0': 'old and more', 'two copy 0': 'old and more' })
})
