import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { cleanStaging } from '../../../../runtime/local/staging/clean-staging.ts'
import { hasRoomFor } from '../../../../runtime/local/staging/room.ts'
import { stageFor } from '../../../../runtime/local/staging/stage.ts'
import { DiskError, isDiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const wanted = { rev: '015a0000', hash: contentHashOf(bytes('content')), size: 7 }

async function rootOf(t: ExecutionContext): Promise<string> {
  const root = await temporaryFolder(t)
  await establishRoot(files, root, { identity: 'a', generation: 1 })
  return root
}

test('a download is staged, verified, and flushed before it counts', async (t) => {
  const root = await rootOf(t)
  const calls: string[] = []
  const stage = await stageFor(
    hookedFiles(files, ({ name }) => {
      if (name.startsWith('file.')) calls.push(name)
    }),
    root,
    wanted,
  )
  await stage.write(bytes('con'))
  await stage.write(bytes('tent'))
  const { path, hash, size } = await stage.finish()
  await stage.close()
  t.deepEqual({ hash, size }, { hash: wanted.hash, size: 7 })
  t.is(readFileSync(path, 'utf8'), 'content')
  t.deepEqual(calls.slice(-3), ['file.write', 'file.sync', 'file.close'])
})

test('what an earlier try left and the disk does not give back is let go of, removed, and fetched anew', async (t) => {
  const root = await rootOf(t)
  const earlier = await stageFor(files, root, wanted)
  await earlier.write(bytes('cont'))
  await earlier.close()
  const calls: string[] = []
  const failing = hookedFiles(files, ({ name, path }) => {
    calls.push(name)
    if (name === 'file.read') throw new DiskError('io', path)
  })
  await t.throwsAsync(stageFor(failing, root, wanted), { code: 'io' })
  t.deepEqual(calls.slice(-2), ['file.close', 'unlink'])
  const anew = await stageFor(files, root, wanted)
  t.is(anew.offset, 0)
  await anew.discard()
})

test('a download that is let go of while the disk is at it stays as far as it came, and takes no more', async (t) => {
  const root = await rootOf(t)
  const content = new Uint8Array(700_000).map((_, index) => (index * 7) % 251)
  const large = { rev: '015a0001', hash: contentHashOf(content), size: content.byteLength }
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow = hookedFiles(files, ({ name }) => (name === 'file.write' ? promise : undefined))
  const stage = await stageFor(slow, root, large)
  await stage.write(content.subarray(0, 200_000))
  await stage.write(content.subarray(200_000, 400_000))
  const waiting = stage.write(content.subarray(400_000, 600_000))
  const closing = stage.close()
  await t.throwsAsync(stage.write(content.subarray(600_000)), { code: 'io' })
  resolve()
  await Promise.all([waiting, closing])
  t.true(readFileSync(stage.path).equals(content.subarray(0, 600_000)))
  const next = await stageFor(files, root, large)
  t.is(next.offset, 600_000)
  await t.throwsAsync(stage.write(content.subarray(600_000)), { code: 'io' })
  await next.write(content.subarray(600_000))
  await next.finish()
})

test('what the disk failed to write is gone also when its file cannot even be closed', async (t) => {
  const root = await rootOf(t)
  const failing = hookedFiles(files, ({ name, path }) => {
    if (name === 'file.sync' || name === 'file.close') throw new DiskError('io', path)
  })
  const stage = await stageFor(failing, root, wanted)
  await stage.write(bytes('content'))
  await t.throwsAsync(stage.finish(), { code: 'io' })
  t.false(existsSync(stage.path))
})

test('a download that was cut off goes on where it was', async (t) => {
  const root = await rootOf(t)
  const first = await stageFor(files, root, wanted)
  await first.write(bytes('cont'))
  await first.close()
  const second = await stageFor(files, root, wanted)
  t.is(second.offset, 4)
  await second.write(bytes('ent'))
  t.is(readFileSync((await second.finish()).path, 'utf8'), 'content')
  const third = await stageFor(files, root, wanted)
  t.is(third.offset, 7)
  await t.notThrowsAsync(third.finish())
})

test('content that Dropbox did not say is refused and removed', async (t) => {
  const root = await rootOf(t)
  for (const content of ['CONTENT', 'short', 'much too long']) {
    const stage = await stageFor(files, root, wanted)
    await stage.write(bytes(content))
    t.true(isDiskError(await t.throwsAsync(stage.finish()), 'wrong-content'), content)
    t.false(existsSync(stage.path))
  }
})

test('a start that was damaged is found out at the end, and the next try starts anew', async (t) => {
  const root = await rootOf(t)
  const first = await stageFor(files, root, wanted)
  await first.write(bytes('cont'))
  await first.close()
  writeFileSync(first.path, '\0\0\0\0')
  const second = await stageFor(files, root, wanted)
  await second.write(bytes('ent'))
  t.true(isDiskError(await t.throwsAsync(second.finish()), 'wrong-content'))
  t.is((await stageFor(files, root, wanted)).offset, 0)
})

test('what has a second name is in its place already, and is never written to', async (t) => {
  const root = await rootOf(t)
  const first = await stageFor(files, root, wanted)
  await first.write(bytes('cont'))
  await first.close()
  linkSync(first.path, `${root}/f`)
  const second = await stageFor(files, root, wanted)
  t.is(second.offset, 0)
  await second.write(bytes('xxx'))
  t.is(readFileSync(`${root}/f`, 'utf8'), 'cont')
})

test('what is longer than the download cannot be its start', async (t) => {
  const root = await rootOf(t)
  const first = await stageFor(files, root, wanted)
  await first.write(bytes('content and more'))
  await first.close()
  t.is((await stageFor(files, root, wanted)).offset, 0)
})

test('nothing of a revision gets into a path, and different revisions never share a file', async (t) => {
  const root = await rootOf(t)
  const odd = await stageFor(files, root, { ...wanted, rev: '../../../escape' })
  const plain = await stageFor(files, root, wanted)
  t.true(odd.path.startsWith(`${root}/.dropbox.cache/staging/`) && !odd.path.includes('..'))
  t.not(odd.path, plain.path)
})

test('on a full disk what came is removed', async (t) => {
  const root = await rootOf(t)
  const full = hookedFiles(files, ({ name, path }) => {
    if (name === 'file.write') throw new DiskError('no-space', path, { errno: 'ENOSPC' })
  })
  const stage = await stageFor(full, root, wanted)
  await stage.write(bytes('content'))
  t.true(isDiskError(await t.throwsAsync(stage.finish()), 'no-space'))
  t.deepEqual(readdirSync(`${root}/.dropbox.cache/staging`), [])
  await t.notThrowsAsync(stage.close())

  const broken = await stageFor(full, root, wanted)
  await broken.write(bytes('cont'))
  await broken.close()
  t.deepEqual(readdirSync(`${root}/.dropbox.cache/staging`), [])
})

test('a download that is too large for the disk ends before all of it has come', async (t) => {
  const root = await rootOf(t)
  const full = hookedFiles(files, ({ name, path }) => {
    if (name === 'file.write') throw new DiskError('no-space', path, { errno: 'ENOSPC' })
  })
  const stage = await stageFor(full, root, { ...wanted, size: 1e9 })
  const chunk = new Uint8Array(512 * 1024)
  const error = await t.throwsAsync(async () => {
    for (let chunks = 0; chunks < 8; chunks++) await stage.write(chunk)
  })
  t.true(isDiskError(error, 'no-space'))
  t.deepEqual(readdirSync(`${root}/.dropbox.cache/staging`), [])
})

test('a staging folder that was cleaned away is made again, a lost cache folder is not', async (t) => {
  const root = await rootOf(t)
  rmSync(`${root}/.dropbox.cache/staging`, { recursive: true })
  await t.notThrowsAsync(stageFor(files, root, wanted))
  t.is(statSync(`${root}/.dropbox.cache/staging`).mode & 0o777, 0o700)
  rmSync(`${root}/.dropbox.cache`, { recursive: true })
  t.true(isDiskError(await t.throwsAsync(stageFor(files, root, wanted)), 'missing'))
})

test('cleaning removes what nobody waits for', async (t) => {
  const root = await rootOf(t)
  const kept = await stageFor(files, root, wanted)
  await kept.close()
  await (await stageFor(files, root, { ...wanted, rev: '2' })).close()
  await cleanStaging(files, root, { keep: new Set([kept.path]) })
  t.deepEqual(readdirSync(`${root}/.dropbox.cache/staging`), [kept.path.split('/').at(-1)])
  await cleanStaging(files, root)
  t.deepEqual(readdirSync(`${root}/.dropbox.cache/staging`), [])
  rmSync(`${root}/.dropbox.cache/staging`, { recursive: true })
  await t.notThrowsAsync(cleanStaging(files, root))
})

test('1 % of a disk stays free, and 64 MiB of a small one', async (t) => {
  const [mebibyte, gibibyte] = [1024 * 1024, 1024 ** 3]
  const room = (total: number, available: number, wantedBytes: number): Promise<boolean> =>
    hasRoomFor({ ...files, space: async () => ({ total, available, shared: false }) }, '/', wantedBytes)
  t.true(await room(100 * gibibyte, 3 * gibibyte, 2 * gibibyte))
  t.false(await room(100 * gibibyte, 3 * gibibyte, 2 * gibibyte + 1))
  t.true(await room(gibibyte, 100 * mebibyte, 36 * mebibyte))
  t.false(await room(gibibyte, 100 * mebibyte, 36 * mebibyte + 1))
})

test('what could not be flushed is not trusted again, however it looks', async (t) => {
  const root = await rootOf(t)
  const failing = hookedFiles(files, ({ name, path }) => {
    if (name === 'file.sync') throw new DiskError('io', path)
  })
  const first = await stageFor(failing, root, wanted)
  await first.write(bytes('content'))
  t.true(isDiskError(await t.throwsAsync(first.finish()), 'io'))
  await first.close()
  t.is((await stageFor(files, root, wanted)).offset, 0)
})
