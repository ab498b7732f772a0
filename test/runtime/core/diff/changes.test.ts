import test from 'ava'
import fc from 'fast-check'
import { type Change, changesBetween } from '../../../../runtime/core/diff/changes.ts'

/** What the changes make of a list. */
function applied<Item>(before: readonly Item[], after: readonly Item[], changes: readonly Change[]): Item[] {
  const result: Item[] = []
  let at = 0
  for (const { from, to, newFrom, newTo } of changes) {
    result.push(...before.slice(at, from), ...after.slice(newFrom, newTo))
    at = to
  }
  return [...result, ...before.slice(at)]
}

function edits(changes: readonly Change[]): number {
  return changes.reduce((sum, { from, to, newFrom, newTo }) => sum + to - from + newTo - newFrom, 0)
}

/** The fewest items to take out and put in, by the table of longest common subsequences. */
function fewest(before: readonly unknown[], after: readonly unknown[]): number {
  let row = new Array<number>(after.length + 1).fill(0)
  for (const item of before) {
    const next = [0]
    for (const [index, other] of after.entries())
      next.push(item === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0))
    row = next
  }
  return before.length + after.length - 2 * (row.at(-1) ?? 0)
}

const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })

test('changes lead from one list to the other, in order, and are as few as can be', (t) => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const changes = changesBetween(before, after)
      t.deepEqual(applied(before, after, changes), after)
      t.is(edits(changes), fewest(before, after))
      for (const [index, { to, newTo }] of changes.entries()) {
        const next = changes[index + 1]
        if (next !== undefined) t.true(next.from > to && next.from - to === next.newFrom - newTo)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('large lists that have little in common are told apart all the same, at what is there once', (t) => {
  const numbers = Array.from({ length: 4_000 }, (_, index) => index)
  const before = numbers.map((index) => (index % 100 === 0 ? `kept ${index}` : `old ${index % 7}`))
  const after = numbers.map((index) => (index % 100 === 0 ? `kept ${index}` : `new ${index % 5}`))
  const changes = changesBetween(before, after)
  t.deepEqual(applied(before, after, changes), after)
  t.is(changes.length, 40)
  const others = changesBetween(before, numbers.map(String))
  t.deepEqual(others, [{ from: 0, to: 4_000, newFrom: 0, newTo: 4_000 }])
})
