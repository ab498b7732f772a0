import test from 'ava'
import { createPieces } from '../../../../../runtime/cloud/connection/large/pieces.ts'

const bytes = (length: number, from = 0): Uint8Array =>
  new Uint8Array(length).map((_, index) => (from + index) % 251)

test('bits of any size come out in whole pieces and a rest, in order', async (t) => {
  const pieces = createPieces({ size: 100, recycled: true, wanted: () => {} })
  const sizes: number[] = []
  const received: Buffer[] = []
  const reading = (async () => {
    for await (const piece of pieces.read()) {
      sizes.push(piece.byteLength)
      received.push(Buffer.from(piece))
    }
  })()
  const bit = new Uint8Array(70)
  for (let at = 0; at < 350; at += 70) {
    // The same memory every time, as the socket has it.
    bit.set(bytes(70, at))
    pieces.put(bit)
  }
  pieces.end()
  await reading
  t.deepEqual(sizes, [100, 100, 100, 50])
  t.true(Buffer.concat(received).equals(bytes(350)))
})

test('whoever brings more than can be kept is told so, and told when there is room', async (t) => {
  let wanted = 0
  const pieces = createPieces({ size: 10, recycled: true, wanted: () => wanted++ })
  t.true(pieces.put(bytes(15)))
  t.false(pieces.put(bytes(7, 15)))
  t.false(pieces.put(bytes(20, 22)))
  t.is(wanted, 0)
  const reader = pieces.read()
  const received: Buffer[] = []
  const take = async (): Promise<void> => {
    const { value } = await reader.next()
    if (value !== undefined) received.push(Buffer.from(value))
  }
  await take()
  await take()
  await take()
  t.is(wanted, 1)
  t.true(pieces.put(bytes(3, 42)))
  pieces.end()
  await take()
  await take()
  t.true(Buffer.concat(received).equals(bytes(45)))
  t.true((await reader.next()).done)
})

test('a reader who waits is given what there is after a while', async (t) => {
  const pieces = createPieces({ size: 100, recycled: true, wanted: () => {} })
  const reader = pieces.read()
  const first = reader.next()
  pieces.put(bytes(3))
  t.is((await first).value?.byteLength, 3)
})

test('what came before a failure is read before it', async (t) => {
  const failure = new Error('broken')
  const pieces = createPieces({ size: 10, recycled: true, wanted: () => {} })
  pieces.put(bytes(13))
  pieces.end(failure)
  const reader = pieces.read()
  t.is((await reader.next()).value?.byteLength, 10)
  t.is((await reader.next()).value?.byteLength, 3)
  await t.throwsAsync(reader.next(), { is: failure })
})

test('memory that is not recycled stays as it was read', async (t) => {
  const pieces = createPieces({ size: 10, recycled: false, wanted: () => {} })
  const reader = pieces.read()
  const kept: Uint8Array[] = []
  for (let at = 0; at < 50; at += 10) {
    pieces.put(bytes(10, at))
    const { value } = await reader.next()
    if (value !== undefined) kept.push(value)
  }
  t.true(Buffer.concat(kept).equals(bytes(50)))
})
