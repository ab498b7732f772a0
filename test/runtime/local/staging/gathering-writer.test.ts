import test from 'ava'
import { createGatheringWriter } from '../../../../runtime/local/staging/gathering-writer.ts'
import { DiskError, type OpenFile } from '../../../../runtime/ports/files.ts'

const piece = 256 * 1024

/** A file in memory; `write` may be made to wait or to fail. */
function fileIn(content: Uint8Array, before: (position: number) => Promise<void> = async () => {}) {
  const writes: number[] = []
  const write: OpenFile['write'] = async (bytes, position) => {
    writes.push(bytes.byteLength)
    await before(position)
    content.set(bytes, position)
  }
  return { writes, file: { write } as OpenFile }
}

test('what is written in chunks of any size is there in order, in large pieces', async (t) => {
  const wanted = new Uint8Array(3 * piece + 17).map((_, index) => (index * 7) % 251)
  const content = new Uint8Array(wanted.byteLength + 5)
  const { file, writes } = fileIn(content)
  const writer = createGatheringWriter(file, 5, wanted.byteLength)
  const chunk = new Uint8Array(100_000)
  for (let at = 0; at < wanted.byteLength; at += chunk.byteLength) {
    const part = wanted.subarray(at, at + chunk.byteLength)
    // The same memory every time, as whoever reads from a socket may have it.
    chunk.set(part)
    await writer.write(chunk.subarray(0, part.byteLength))
  }
  await writer.flush()
  t.true(Buffer.from(content.subarray(5)).equals(wanted))
  t.deepEqual(writes, [piece, piece, piece, 17])
  await writer.flush()
  t.is(writes.length, 4)
})

test('the next piece is gathered while one is on its way, and no more than that', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { file, writes } = fileIn(new Uint8Array(4 * piece), () => promise)
  const writer = createGatheringWriter(file, 0, 4 * piece)
  await writer.write(new Uint8Array(piece - 1))
  await writer.write(new Uint8Array(piece - 1))
  t.is(writes.length, 1)
  let isTaken = false
  const third = writer.write(new Uint8Array(2)).then(() => {
    isTaken = true
  })
  await new Promise(setImmediate)
  t.false(isTaken)
  resolve()
  await third
  await writer.flush()
  t.deepEqual(writes, [piece, piece])
})

test('what comes in large pieces is written as it is, after what came before it', async (t) => {
  const wanted = new Uint8Array(3 * piece + 10).map((_, index) => (index * 7) % 251)
  const content = new Uint8Array(wanted.byteLength)
  const { file, writes } = fileIn(content)
  const writer = createGatheringWriter(file, 0, wanted.byteLength)
  for (const [from, to] of [
    [0, 10],
    [10, piece + 10],
    [piece + 10, 3 * piece + 10],
  ] as const)
    await writer.write(wanted.subarray(from, to))
  await writer.flush()
  t.true(Buffer.from(content).equals(wanted))
  t.deepEqual(writes, [10, piece, 2 * piece])
})

test('a piece that the disk did not take is told of at the next one, or at the flush', async (t) => {
  const failure = new DiskError('no-space', '/f')
  const { file } = fileIn(new Uint8Array(4 * piece), () => Promise.reject(failure))
  const writer = createGatheringWriter(file, 0, 4 * piece)
  await writer.write(new Uint8Array(piece / 2))
  await writer.write(new Uint8Array(piece / 2))
  await writer.write(new Uint8Array(piece / 2))
  await t.throwsAsync(writer.write(new Uint8Array(piece / 2)), { is: failure })
  const other = createGatheringWriter(file, 0, 10)
  await other.write(new Uint8Array(10))
  await t.throwsAsync(other.flush(), { is: failure })
})
