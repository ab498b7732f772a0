import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { LocalFile } from '../../../../runtime/core/tree.ts'
import { openForUpload } from '../../../../runtime/local/upload/open-for-upload.ts'
import { DiskError, isDiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { type SwapWorld, swapWorldOf } from '../swap/world.ts'

async function worldOf(
  t: ExecutionContext,
): Promise<{ world: SwapWorld; expected: LocalFile; path: string }> {
  const world = await swapWorldOf(t)
  world.write('a/f', 'content')
  return { world, expected: await world.file('a/f'), path: world.path('a/f') }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

test('a file is read in any part, and said to be unchanged', async (t) => {
  const { world, expected, path } = await worldOf(t)
  const source = await openForUpload(world.files, path, expected, world.root)
  t.is(text(await source.read(0, 7)), 'content')
  t.is(text(await source.read(3, 2)), 'te')
  t.is((await source.read(7, 0)).byteLength, 0)
  t.true(await source.unchanged())
  await source.close()
})

test('a file is not opened when it is not the expected one any more', async (t) => {
  const changes: Record<string, (path: string) => void> = {
    'another size': (path) => appendFileSync(path, 'x'),
    'another mtime': (path) => utimesSync(path, 1, 1),
    'another inode': (path) => {
      writeFileSync(`${path}.new`, 'content')
      renameSync(`${path}.new`, path)
    },
    gone: (path) => rmSync(path),
    'a symlink': (path) => {
      renameSync(path, `${path}.real`)
      symlinkSync(`${path}.real`, path)
    },
    'a fifo': (path) => {
      rmSync(path)
      execFileSync('mkfifo', [path])
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    const { world, expected, path } = await worldOf(t)
    change(path)
    const error = await t.throwsAsync(openForUpload(world.files, path, expected, world.root))
    t.true(isDiskError(error, 'changed-while-read'), what)
  }
})

test('a file behind a symlinked folder is not opened', async (t) => {
  const { world, expected, path } = await worldOf(t)
  renameSync(world.path('a'), world.path('b'))
  symlinkSync('b', world.path('a'))
  const error = await t.throwsAsync(openForUpload(world.files, path, expected, world.root))
  t.true(isDiskError(error, 'changed-while-read'))
})

test('a change during the upload shows, wherever it is made', async (t) => {
  const changes: Record<string, (path: string) => void> = {
    'written to': (path) => writeFileSync(path, 'CONTENT'),
    'saved by renaming': (path) => {
      writeFileSync(`${path}.new`, 'content')
      renameSync(`${path}.new`, path)
    },
    deleted: (path) => rmSync(path),
    'moved with its folder': (path) => renameSync(dirname(path), `${dirname(path)}.moved`),
    'moved with its folder, of which a copy is there': (path) => {
      renameSync(dirname(path), `${dirname(path)}.moved`)
      cpSync(`${dirname(path)}.moved`, dirname(path), { recursive: true, preserveTimestamps: true })
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    const { world, expected, path } = await worldOf(t)
    utimesSync(path, 1000, 1000)
    const source = await openForUpload(
      world.files,
      path,
      { ...expected, modified: 1_000_000, changed: -1 },
      world.root,
    )
    change(path)
    t.false(await source.unchanged(), what)
    await source.close()
  }
})

test('a file that shrinks while it is read is an error, not a short read', async (t) => {
  const { world, expected, path } = await worldOf(t)
  const source = await openForUpload(world.files, path, expected, world.root)
  truncateSync(path, 3)
  t.true(isDiskError(await t.throwsAsync(source.read(0, 7)), 'changed-while-read'))
  await source.close()
})

test('a file that may not be read says so', async (t) => {
  const { world, expected, path } = await worldOf(t)
  const denying = hookedFiles(world.files, (call) => {
    if (call.name === 'openFile') throw new DiskError('no-permission', call.path, { errno: 'EACCES' })
  })
  const error = await t.throwsAsync(openForUpload(denying, path, expected, world.root))
  t.true(isDiskError(error, 'no-permission'))
})
