import test from 'ava'
import { runLasting, runMatrix } from './matrix.ts'
import { tour } from './tour.ts'

test('every kind of fault at every call site of the engine leaves all sides equal and nothing lost when it is over', async (t) => {
  t.timeout(300_000)
  const { violations, missing, kinds } = await runMatrix({
    firstSeed: 1,
    times: 1,
    mostTours: 400,
    perTour: 45,
    looks: 1,
    until: 'usual sites',
  })
  t.deepEqual(violations, [])
  t.deepEqual(missing, [])
  t.true(kinds >= 40)
})

test('while a fault lasts an agent may fall behind, but it does not say that all is well', async (t) => {
  t.timeout(300_000)
  const { violations, tours } = await runLasting({ seed: 1, first: 7, step: 90, looks: 1 })
  t.deepEqual(violations, [])
  t.true(tours > 5)
})

test('the same faults in the same tour come to the same', async (t) => {
  const strikes = [{ site: 'files openFile synced', call: 1, kind: 'EIO' }]
  const [one, other] = [await tour(5, strikes, { looks: 1 }), await tour(5, strikes, { looks: 1 })]
  t.is(one.met.length, 1)
  t.deepEqual([...one.calls], [...other.calls])
})
