/** Carries values from work that goes on by itself to whoever iterates. */
export interface Channel<Value> extends AsyncIterable<Value> {
  push(value: Value): void
  /** No more values come. With an error, iterating throws it once the values before it are taken. */
  end(error?: unknown): void
}

/** For one reader; values wait in order until they are taken. */
export function createChannel<Value>(): Channel<Value> {
  const waiting: Value[] = []
  let ended: { readonly error: unknown } | undefined
  let wake = (): void => {}
  return {
    push(value) {
      waiting.push(value)
      wake()
    },
    end(error) {
      ended ??= { error }
      wake()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* waiting.splice(0)
        if (waiting.length > 0) continue
        if (ended !== undefined) {
          if (ended.error !== undefined) throw ended.error
          return
        }
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await promise
      }
    },
  }
}
