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
  t.deepEqual(writes, [piece - 5, piece, piece, 22])
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

test('a large file is written past the page cache, from its own memory, at multiples of a MiB wherever it begins', async (t) => {
  const MiB = 1024 * 1024
  const lent: ArrayBufferLike[] = []
  const writes: (readonly [number, number])[] = []
  const content = new Uint8Array(4 * MiB)
  const file = {
    write: () => Promise.reject(new Error('the usual way')),
    uncached: () => ({
      memory(bytes: number) {
        const memory = new Uint8Array(bytes)
        lent.push(memory.buffer)
        return memory
      },
      async write(bytes: Uint8Array, position: number) {
        t.true(lent.includes(bytes.buffer))
        writes.push([position, bytes.byteLength])
        content.set(bytes, position)
      },
    }),
  } as Partial<OpenFile> as OpenFile
  const start = 100_000
  const writer = createGatheringWriter(file, start, 64 * MiB)
  const wanted = new Uint8Array(3 * MiB).map((_, index) => (index * 7) % 251)
  await writer.write(wanted.subarray(0, 300_000))
  await writer.flush()
  await writer.write(wanted.subarray(300_000))
  await writer.flush()
  t.deepEqual(writes, [
    [start, 300_000],
    [start + 300_000, MiB - 300_000 - start],
    [MiB, MiB],
    [2 * MiB, MiB],
    [3 * MiB, start],
  ])
  t.is(lent.length, 2)
  t.is(writer.end, start + 3 * MiB)
  t.true(Buffer.from(content.subarray(start, start + 3 * MiB)).equals(wanted))
})

test('a flush beside a write that waits for the disk takes nothing from it', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const content = new Uint8Array(4 * piece)
  const { file } = fileIn(content, () => promise)
  const writer = createGatheringWriter(file, 0, 4 * piece)
  const wanted = new Uint8Array(2 * piece + 10).map((_, index) => (index * 7) % 251)
  await writer.write(wanted.subarray(0, piece - 1))
  await writer.write(wanted.subarray(piece - 1, 2 * piece - 2))
  const waiting = writer.write(wanted.subarray(2 * piece - 2))
  const flushed = writer.flush()
  resolve()
  await Promise.all([waiting, flushed])
  await writer.flush()
  t.is(writer.end, wanted.byteLength)
  t.true(Buffer.from(content.subarray(0, wanted.byteLength)).equals(wanted))
})
