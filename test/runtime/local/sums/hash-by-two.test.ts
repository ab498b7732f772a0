import { appendFileSync, truncateSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { blockSumsOf, contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { hashFile } from '../../../../runtime/local/scan/hash-file.ts'
import { hashByTwo } from '../../../../runtime/local/sums/hash-by-two.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const MiB = 1024 * 1024
/** Two stretches and a piece of a third, in none of which is what the others hold. */
const content = new Uint8Array(37 * MiB + 5).fill(3)
content.fill(5, 17 * MiB)
content[content.byteLength - 1] = 7

async function fileWith(t: ExecutionContext, bytes: Uint8Array): Promise<string> {
  const path = `${await temporaryFolder(t)}/f`
  writeFileSync(path, bytes)
  return path
}

/** A file of a size that is hashed by two; it has no content on the disk. */
async function largeFile(t: ExecutionContext): Promise<string> {
  const path = await fileWith(t, new Uint8Array())
  truncateSync(path, 70 * MiB)
  return path
}

test('what two hash at the same time is the content hash, with the sums of all blocks in order', async (t) => {
  const path = await fileWith(t, content)
  await using file = await files.openFile(path, 'read')
  let told = 0
  const hashed = await hashByTwo(file, content.byteLength, { hashed: (bytes) => (told += bytes) })
  t.is(hashed.hash, contentHashOf(content))
  t.deepEqual(Buffer.from(hashed.sums), Buffer.concat(blockSumsOf(content)))
  t.is(hashed.size, content.byteLength)
  t.is(hashed.last, 7)
  t.is(told, content.byteLength)
})

test('where no thread can begin, one does the work of both', async (t) => {
  const path = await fileWith(t, content)
  await using file = await files.openFile(path, 'read')
  const alone = { ...file, blockSums: async () => undefined }
  t.is((await hashByTwo(alone, content.byteLength, {})).hash, contentHashOf(content))
})

test('a file that was cut off is said to be shorter', async (t) => {
  const path = await fileWith(t, content)
  await using file = await files.openFile(path, 'read')
  t.is((await hashByTwo(file, content.byteLength + 20 * MiB, {})).size, content.byteLength)
})

test('a large file that changes each time that it is read is not taken for anything', async (t) => {
  const path = await largeFile(t)
  const hashed = (): void => appendFileSync(path, 'more')
  await t.throwsAsync(hashFile(files, path, { hashed }), { code: 'changed-while-read' })
})

test('of a large file that grows, what it had when it was opened can be had', async (t) => {
  const path = await largeFile(t)
  const { hash, stats } = await hashFile(files, path, {
    beginning: true,
    hashed: () => appendFileSync(path, 'more'),
  })
  t.is(hash, contentHashOf(new Uint8Array(70 * MiB)))
  t.is(stats.size, 70 * MiB)
})

test('reading a large file ends soon when nobody wants it any more', async (t) => {
  const path = await largeFile(t)
  const controller = new AbortController()
  let told = 0
  const hashed = (bytes: number): void => {
    told += bytes
    controller.abort()
  }
  await t.throwsAsync(hashFile(files, path, { signal: controller.signal, hashed }), { name: 'AbortError' })
  t.true(told < 70 * MiB)
})
