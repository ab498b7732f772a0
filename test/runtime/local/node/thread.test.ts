import test from 'ava'
import { createThread } from '../../../../runtime/local/node/thread.ts'

const open = () => createThread<number | 'go down', number>(new URL('./thread-program.ts', import.meta.url))

test('each order gets its own answer, though a later one is done sooner', async (t) => {
  const thread = open()
  t.deepEqual(await Promise.all([30, 0, 10].map((order) => thread.ask(order))), [30, 0, 10])
})

test('what a thread that goes down has not answered is told as such, and the next order finds another thread', async (t) => {
  const thread = open()
  t.is(await thread.ask(0), 0)
  const orders = [60_000, 'go down', 60_000] as const
  t.deepEqual(await Promise.all(orders.map((order) => thread.ask(order))), [undefined, undefined, undefined])
  t.deepEqual(await Promise.all([1, 2].map((order) => thread.ask(order))), [1, 2])
})

test('an order that cannot be given is refused, and the answers of others stay theirs', async (t) => {
  const thread = createThread<unknown, number>(new URL('./thread-program.ts', import.meta.url))
  const before = thread.ask(5)
  await t.throwsAsync(
    thread.ask(() => undefined),
    { name: 'DataCloneError' },
  )
  t.deepEqual([await before, await thread.ask(3), await thread.ask(4)], [5, 3, 4])
})
