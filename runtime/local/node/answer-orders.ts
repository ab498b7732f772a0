import { parentPort } from 'node:worker_threads'

/** What a thread gets: an order, or that there are no more. */
type Message<Order> = { readonly order: Order } | 'end'

/** Answers each order that comes to this thread, in their order, until it is told that there are no more. `work` must not throw. */
export function answerOrders<Order, Answer>(work: (order: Order) => Answer | Promise<Answer>): void {
  let before: Promise<unknown> = Promise.resolve()
  const answer = async (order: Order, earlier: Promise<unknown>): Promise<void> => {
    const answer = await work(order)
    await earlier
    parentPort?.postMessage(answer)
  }
  parentPort?.on('message', (message: Message<Order>) => {
    if (message === 'end') parentPort?.close()
    else before = answer(message.order, before)
  })
}
