import test from 'ava'
import fc from 'fast-check'
import { packsOf } from '../../../../runtime/cloud/upload/pack.ts'
import { partSize, partsOf } from '../../../../runtime/cloud/upload/part.ts'
import { createPrefix } from '../../../../runtime/cloud/upload/prefix.ts'

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

test('parts cover a file once, in order, and the last one alone is last', (t) => {
  const sizes = fc.integer({ min: 1, max: 100 * 1024 * 1024 })
  const holds = fc.property(sizes, fc.nat(1000), (size, seed) => {
    const held = Math.min(size, (seed % 30) * 4 * 1024 * 1024)
    const parts = [...partsOf(size, held)]
    let end = 0
    for (const part of parts) {
      if (part.offset !== end || part.length < 1 || part.length > partSize) return false
      if (part.isHeld !== part.offset < held) return false
      if (part.isHeld && part.offset + part.length > held) return false
      if (!part.isLast && !part.isHeld && part.length % (4 * 1024 * 1024) !== 0) return false
      end += part.length
    }
    return end === size && parts.filter(({ isLast }) => isLast).length === 1 && parts.at(-1)?.isLast === true
  })
  t.notThrows(() => fc.assert(holds))
})

test('the prefix ends before the first gap, whatever the order of arrival', (t) => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 })
  const holds = fc.property(lengths, fc.nat(20), fc.func(fc.nat()), (all, start, rank) => {
    const parts = all.map((length, index) => ({
      offset: start + all.slice(0, index).reduce((sum, other) => sum + other, 0),
      length,
    }))
    const order = parts.toSorted((one, other) => rank(one.offset) - rank(other.offset))
    const prefix = createPrefix(start)
    const here = new Set<number>()
    for (const part of order) {
      prefix.arrived(part.offset, part.length)
      here.add(part.offset)
      const gap = parts.find(({ offset }) => !here.has(offset))
      const end = gap?.offset ?? start + all.reduce((sum, length) => sum + length, 0)
      if (prefix.end !== end) return false
    }
    return true
  })
  t.notThrows(() => fc.assert(holds))
})
