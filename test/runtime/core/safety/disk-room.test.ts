import test from 'ava'
import { admit, reserveOf } from '../../../../runtime/core/safety/disk-room.ts'

const [mebibyte, gibibyte] = [1024 * 1024, 1024 ** 3]

const cases: readonly (readonly [that: string, available: number, needs: readonly number[], string])[] = [
  ['with room for all of them all come down', 164, [50, 50], 'all'],
  ['the reserve stays free', 163, [50, 50], 'first'],
  ['a file that is too large does not hold up smaller ones', 100, [50, 30], 'second'],
  ['a reserve that is touched lets nothing come down, not even an empty file', 63, [0, 1], 'none'],
  ['at the reserve an empty file may come down', 64, [0, 1], 'first'],
]

for (const [that, available, needs, admitted] of cases)
  test(that, (t) => {
    const items = needs.map((need, index) => ({
      item: index === 0 ? 'first' : 'second',
      bytes: need * mebibyte,
    }))
    const result = admit(items, { total: gibibyte, available: available * mebibyte })
    const expected = admitted === 'all' ? ['first', 'second'] : admitted === 'none' ? [] : [admitted]
    t.deepEqual(result.admitted, expected)
    t.deepEqual(
      result.waiting.map(({ item }) => item),
      items.map(({ item }) => item).filter((item) => !expected.includes(item)),
    )
  })

test('the reserve is 1 % of a large disk, and 64 MiB of a small one', (t) => {
  t.is(reserveOf(gibibyte), 64 * mebibyte)
  t.is(reserveOf(100 * gibibyte), gibibyte)
  t.is(reserveOf(20_000_000_001), 200_000_001)
})
