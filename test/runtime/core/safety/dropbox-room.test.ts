import test from 'ava'
import { fitting } from '../../../../runtime/core/safety/dropbox-room.ts'

const outgoing = (...sizes: number[]) => sizes.map((bytes) => ({ item: bytes, bytes }))

test('files fit in their order, and one that is too large does not hold up smaller ones', (t) => {
  const { fits, waits } = fitting(outgoing(60, 50, 30, 20, 10), 100)
  t.deepEqual(
    fits.map(({ item }) => item),
    [60, 30, 10],
  )
  t.deepEqual(waits, [50, 20])
})

test('what makes Dropbox hold no more always fits', (t) => {
  t.deepEqual(fitting(outgoing(0, 1), 0).waits, [1])
  t.deepEqual(fitting(outgoing(0), -5).waits, [])
})
