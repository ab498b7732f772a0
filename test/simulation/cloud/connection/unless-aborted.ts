import { abortedBy } from './persist.ts'

/** Settles as `promise` does, unless the signal is aborted first: then `onAbort` is called, and CloudError 'aborted' thrown. */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
  onAbort: () => void,
): Promise<Value> {
  if (signal === undefined) return promise
  if (signal.aborted) throw abortedBy(signal)
  let abort = (): void => undefined
  try {
    // By hand what Promise.race would do: every request of every box waits so.
    return await new Promise<Value>((resolve, reject) => {
      abort = () => {
        onAbort()
        const error = abortedBy(signal)
        // A turn later, as the promise that is waited for would come.
        queueMicrotask(() => reject(error))
      }
      signal.addEventListener('abort', abort, { once: true })
      promise.then(resolve, reject)
    })
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
