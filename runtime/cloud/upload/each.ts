/**
 * Works through items, at most `concurrency` at once. After a first error no further item is begun; it is thrown when those under
 * way have ended.
 */
export async function each<Item>(
  items: Iterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = Iterator.from(items)
  const errors: unknown[] = []
  const worker = async (): Promise<void> => {
    for (let next = left.next(); !next.done && errors.length === 0; next = left.next()) {
      try {
        await work(next.value)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  if (errors.length > 0) throw errors[0]
}
