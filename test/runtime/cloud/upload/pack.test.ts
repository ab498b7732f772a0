import test from 'ava'
import fc from 'fast-check'
import { createArrived } from '../../../../runtime/cloud/upload/arrived.ts'
import { packsOf } from '../../../../runtime/cloud/upload/pack.ts'
import { partSize, partsOf } from '../../../../runtime/cloud/upload/part.ts'

const files = fc.array(fc.record({ size: fc.nat(100) }), { maxLength: 60 })

test('every file is in one pack, in order, and no pack is over its bounds unless one file is', (t) => {
  const holds = fc.property(files, fc.integer({ min: 1, max: 9 }), fc.nat(150), (all, entries, bytes) => {
    const packs = packsOf(all, { entries, bytes })
    t.deepEqual(packs.flat(), all)
    return packs.every((pack) => {
      const size = pack.reduce((sum, file) => sum + file.size, 0)
      return pack.length > 0 && pack.length <= entries && (pack.length === 1 || size <= bytes)
    })
  })
  t.notThrows(() => fc.assert(holds))
})

test('a thousand small files make five packs of two hundred', (t) => {
  const packs = packsOf(
    Array.from({ length: 1000 }, () => ({ size: 2048 })),
    { entries: 200, bytes: 8 * 1024 * 1024 },
  )
  t.deepEqual(
    packs.map((pack) => pack.length),
    [200, 200, 200, 200, 200],
  )
})

/** Ranges in order with gaps between them, in whole blocks; of the file's first bytes the first. */
const ranges = fc
  .tuple(
    fc.nat(3),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })), { maxLength: 4 }),
  )
  .map(([start, others]) => {
    const block = 4 * 1024 * 1024
    const all: [number, number][] = [[0, start * block]]
    for (const [gap, length] of others) {
      const from = (all.at(-1)?.[1] ?? 0) + gap * block
      all.push([from, from + length * block])
    }
    return all
  })

test('parts cover a file once, in order, the last one alone is last, and none is held in part only', (t) => {
  const holds = fc.property(
    ranges,
    fc.integer({ min: 1, max: 40 * 1024 * 1024 }),
    fc.constantFrom(1, 2),
    (held, rest, blocks) => {
      const size = (held.at(-1)?.[1] ?? 0) + rest
      const parts = [...partsOf(size, held, blocks * partSize)]
      let end = 0
      for (const part of parts) {
        const until = part.offset + part.length
        if (part.offset !== end || part.length < 1 || part.length > blocks * partSize) return false
        const within = held.some(([from, to]) => from <= part.offset && until <= to)
        const apart = held.every(([from, to]) => until <= from || to <= part.offset)
        if (part.isHeld ? !within : !apart) return false
        if (!part.isLast && part.length % (4 * 1024 * 1024) !== 0) return false
        end = until
      }
      return (
        end === size && parts.filter(({ isLast }) => isLast).length === 1 && parts.at(-1)?.isLast === true
      )
    },
  )
  t.notThrows(() => fc.assert(holds))
})

test('what has arrived is known, whatever the order of arrival', (t) => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 })
  const holds = fc.property(lengths, fc.nat(20), fc.func(fc.nat()), (all, start, rank) => {
    const parts = all.map((length, index) => ({
      offset: start + all.slice(0, index).reduce((sum, other) => sum + other, 0),
      length,
    }))
    const order = parts.toSorted((one, other) => rank(one.offset) - rank(other.offset))
    let arrived = createArrived(start)
    const here = new Set(Array.from({ length: start }, (_, byte) => byte))
    for (const { offset, length } of order) {
      arrived.add(offset, length)
      // As it is after the agent was killed here.
      arrived = createArrived(arrived.end, arrived.beyond)
      for (let byte = offset; byte < offset + length; byte++) here.add(byte)
      const told = [[0, arrived.end] as const, ...arrived.beyond]
      const bytes = told.flatMap(([from, to]) =>
        Array.from({ length: to - from }, (_, index) => from + index),
      )
      if (bytes.length !== here.size || !bytes.every((byte) => here.has(byte))) return false
      if (told.some(([from], index) => index > 0 && from <= (told[index - 1]?.[1] ?? 0))) return false
    }
    return arrived.beyond.length === 0
  })
  t.notThrows(() => fc.assert(holds))
})
