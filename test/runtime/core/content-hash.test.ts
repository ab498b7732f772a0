import { createHash } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import {
  blockSumsOf,
  contentHashBlock,
  contentHasher,
  contentHashOf,
  emptyContentHash,
  hashOfSums,
  separateSums,
} from '../../../runtime/core/content-hash.ts'

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

test('no bytes hash to the SHA-256 of nothing', (t) => {
  t.is(contentHashOf(new Uint8Array()), emptyContentHash)
  t.is(contentHasher().digest(), sha256(new Uint8Array()).toString('hex'))
})

test('a hash recorded from the real service comes out', (t) => {
  const hash = contentHashOf(new TextEncoder().encode('Hello Dropbox!'))
  t.is(hash.slice(0, 8), '16dff870')
  t.is(hash.slice(-5), 'ed9c2')
})

for (const [name, size] of [
  ['one byte less than a block', contentHashBlock - 1],
  ['exactly one block', contentHashBlock],
  ['one byte more than a block', contentHashBlock + 1],
  ['exactly two blocks', 2 * contentHashBlock],
] as const) {
  test(`${name} hashes to the sum of its blocks' sums`, (t) => {
    const bytes = new Uint8Array(size).fill(7)
    const sums: Buffer[] = []
    for (let at = 0; at < size; at += contentHashBlock)
      sums.push(sha256(bytes.subarray(at, at + contentHashBlock)))
    t.is(contentHashOf(bytes), sha256(Buffer.concat(sums)).toString('hex'))
  })
}

test('the size of the chunks does not matter', (t) => {
  const bytes = new Uint8Array(2 * contentHashBlock + 12_345)
  for (let at = 0; at < bytes.length; at += 997) bytes[at] = at % 251
  const whole = contentHashOf(bytes)
  const inChunks = fc.property(
    fc.array(fc.integer({ min: 0, max: contentHashBlock + 5 }), { minLength: 1, maxLength: 20 }),
    (sizes) => {
      const hasher = contentHasher()
      let at = 0
      for (const size of sizes) {
        hasher.update(bytes.subarray(at, at + size))
        at = Math.min(bytes.length, at + size)
      }
      hasher.update(bytes.subarray(at))
      return hasher.size === bytes.length && hasher.digest() === whole
    },
  )
  t.notThrows(() => fc.assert(inChunks, { numRuns: 20 }))
})

for (const size of [0, 1, contentHashBlock, contentHashBlock + 1, 2 * contentHashBlock, 9 * 1024 * 1024])
  test(`the sums of the blocks give the hash of parts and of all of them: ${size} bytes`, (t) => {
    const bytes = new Uint8Array(size).map((_, index) => index % 251)
    const sums = blockSumsOf(bytes)
    t.is(hashOfSums(sums), contentHashOf(bytes))
    const part = bytes.subarray(contentHashBlock)
    t.is(hashOfSums(sums.slice(1)), contentHashOf(part))
  })

test('who hashes hears the sum of each block on the way', (t) => {
  for (const size of [1, contentHashBlock, 2 * contentHashBlock + 1]) {
    const bytes = new Uint8Array(size).fill(7)
    const sums: Buffer[] = []
    const hasher = contentHasher((sum) => sums.push(sum))
    hasher.update(bytes)
    t.is(hasher.digest(), contentHashOf(bytes))
    t.deepEqual(sums, blockSumsOf(bytes))
    t.is(hashOfSums(separateSums(Buffer.concat(sums))), contentHashOf(bytes))
  }
})
