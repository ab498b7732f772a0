import { answerOrders } from '../../../../runtime/local/node/answer-orders.ts'

/** Answers a number after so many ms, and goes down with whatever else it is given. */
answerOrders(async (order: number | 'go down') => {
  if (order === 'go down') throw new Error(order)
  await new Promise((resolve) => setTimeout(resolve, order))
  return order
})
