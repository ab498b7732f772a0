import { abortedBy } from './persist.ts'

/** Settles as `promise` does, unless the signal is aborted first: then `onAbort` is called, and CloudError 'aborted' thrown. */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
  onAbort: () => void,
): Promise<Value> {
  if (signal === undefined) return promise
  if (signal.aborted) throw abortedBy(signal)
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => {
    onAbort()
    reject(abortedBy(signal))
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
