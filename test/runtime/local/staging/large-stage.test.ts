import { existsSync, ftruncateSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { contentHasher } from '../../../../runtime/core/content-hash.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { type Stage, stageFor } from '../../../../runtime/local/staging/stage.ts'
import { DiskError, type Files } from '../../../../runtime/ports/files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const MiB = 1024 * 1024
const size = 70 * MiB + 3

/** What these downloads are to have: zeros, of which a disk keeps nothing, with a word at the end. */
const ending = new Uint8Array(2 * MiB + 3).fill(7)
const wanted = { rev: '015a0000', hash: hashOfAll(), size }

function hashOfAll(): string {
  const hasher = contentHasher()
  const zeros = new Uint8Array(MiB)
  for (let at = 0; at < size - ending.byteLength; at += MiB) hasher.update(zeros)
  hasher.update(ending)
  return hasher.digest()
}

/** A download that an earlier try had brought nearly to its end. */
async function begunStage(t: ExecutionContext, disk: Files = files): Promise<Stage> {
  const root = await temporaryFolder(t)
  await establishRoot(files, root, { identity: 'a', generation: 1 })
  const first = await stageFor(files, root, wanted)
  await first.close()
  truncateSync(first.path, size - ending.byteLength)
  return await stageFor(disk, root, wanted)
}

test('of a large download that goes on, all is verified', async (t) => {
  const stage = await begunStage(t)
  t.is(stage.offset, size - ending.byteLength)
  for (let at = 0; at < ending.byteLength; at += MiB) await stage.write(ending.subarray(at, at + MiB))
  const { path, hash } = await stage.finish()
  await stage.close()
  t.is(hash, wanted.hash)
  t.is(readFileSync(path).byteLength, size)
})

test('a large download comes whole, past the page cache and at its odd end by way of it', async (t) => {
  const root = await temporaryFolder(t)
  await establishRoot(files, root, { identity: 'a', generation: 1 })
  const stage = await stageFor(files, root, wanted)
  const zeros = new Uint8Array(MiB)
  for (let at = 0; at < size - ending.byteLength; at += MiB) await stage.write(zeros)
  await stage.write(ending)
  const { path } = await stage.finish()
  const hasher = contentHasher()
  hasher.update(readFileSync(path))
  t.is(hasher.digest(), wanted.hash)
})

test('a large download with one wrong byte, wherever it came from, is refused and removed', async (t) => {
  const damaged = await begunStage(t)
  writeSync(openSync(damaged.path, 'r+'), 'x', 20 * MiB)
  await damaged.write(ending)
  await t.throwsAsync(damaged.finish(), { code: 'wrong-content' })
  t.false(existsSync(damaged.path))

  const wrong = await begunStage(t)
  await wrong.write(ending.slice().fill(8, ending.byteLength - 1))
  await t.throwsAsync(wrong.finish(), { code: 'wrong-content' })
  t.false(existsSync(wrong.path))
})

test('a large download that is too short, or is cut off before it is read again, is refused', async (t) => {
  const short = await begunStage(t)
  await short.write(ending.subarray(1))
  await t.throwsAsync(short.finish(), { code: 'wrong-content' })

  const cut = await begunStage(t)
  await cut.write(ending.subarray(0, MiB))
  ftruncateSync(openSync(cut.path, 'r+'), 10 * MiB)
  await cut.write(ending.subarray(MiB))
  await t.throwsAsync(cut.finish(), { code: 'wrong-content' })
})

test('a large download that the disk does not give back is not trusted again, however it looks', async (t) => {
  const failing: Files = {
    ...files,
    async openFile(path, access, mode) {
      const file = await files.openFile(path, access, mode)
      return { ...file, blockSums: () => Promise.reject(new DiskError('io', path)) }
    },
  }
  const stage = await begunStage(t, failing)
  await stage.write(ending)
  await t.throwsAsync(stage.finish(), { code: 'io' })
  t.false(existsSync(stage.path))
})

test('a large download that is let go of stays for a later try', async (t) => {
  const stage = await begunStage(t)
  await stage.write(ending.subarray(0, MiB))
  await stage.close()
  t.is(readFileSync(stage.path).byteLength, size - ending.byteLength + MiB)
})
