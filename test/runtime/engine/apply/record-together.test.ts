import test from 'ava'
import { recordTogether } from '../../../../runtime/engine/apply/record-together.ts'

/** A recorder that counts its transactions, and ends them when it is told. */
function transactions(most: number) {
  const held: PromiseWithResolvers<void>[] = []
  const begin = recordTogether(
    {
      async record(work) {
        const ending = Promise.withResolvers<void>()
        held.push(ending)
        work()
        await ending.promise
      },
    },
    most,
  )
  return { begin, held }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('groups are recorded in one transaction when so many wait as may', async (t) => {
  const { begin, held } = transactions(3)
  const groups = Array.from({ length: 4 }, begin)
  const order: number[] = []
  const recorded = groups.slice(0, 3).map(({ record }, index) => record(() => order.push(index)))
  t.is(held.length, 1)
  t.deepEqual(order, [0, 1, 2])
  held[0]?.resolve()
  await Promise.all(recorded)
})

test('what waits is recorded as soon as nothing that lands could join it', async (t) => {
  const { begin, held } = transactions(8)
  const [one, two, three] = [begin(), begin(), begin()]
  const recorded = [one.record(() => undefined), two.record(() => undefined)]
  t.is(held.length, 0)
  three.end()
  t.is(held.length, 1)
  held[0]?.resolve()
  await Promise.all(recorded)
  const last = begin()
  const alone = last.record(() => undefined)
  t.is(held.length, 2)
  held[1]?.resolve()
  await alone
})

test('a group that ends twice counts once, so that what waits for others goes on waiting for them', async (t) => {
  const { begin, held } = transactions(8)
  const [one, two, three] = [begin(), begin(), begin()]
  one.end()
  one.end()
  const recorded = two.record(() => undefined)
  two.end()
  t.is(held.length, 0)
  three.end()
  t.is(held.length, 1)
  held[0]?.resolve()
  await recorded
})

test('those whose transaction failed are told, and later ones are not', async (t) => {
  const { begin, held } = transactions(2)
  const recorded = [begin(), begin()].map(({ record }) => record(() => undefined))
  held[0]?.reject(new Error('the disk'))
  for (const one of recorded) await t.throwsAsync(one, { message: 'the disk' })
  const later = begin().record(() => undefined)
  await turn()
  held[1]?.resolve()
  await t.notThrowsAsync(later)
})
