import { Dropbox, DropboxResponseError } from 'dropbox'
import { isSuccess, longestAnswer, longestErrorAnswer } from './accepted.ts'
import { FaultError, faultOf } from './faults.ts'
import type { HttpAnswer } from './http.ts'
import { readText } from './transport.ts'

/** Sends one RPC request to an address at Dropbox's hosts and gives the answer to it. */
export type SendRpc = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<HttpAnswer>

/**
 * Dropbox's SDK on top of our own requests, for one attempt. It knows no token and renews none: `send` authorises. `result` gives
 * the parsed answer, or throws FaultError.
 */
export function dropboxSdk(send: SendRpc): {
  result(call: (sdk: Dropbox) => Promise<{ readonly result: unknown }>): Promise<unknown>
} {
  const sdk = new Dropbox({
    fetch: async (url: string, init: { body: string | null; headers: Record<string, string> }) => {
      const answer = await send(url, init.headers, init.body ?? '')
      const ok = isSuccess(answer.status)
      const text = await readText(answer.body, ok ? longestAnswer : longestErrorAnswer)
      return {
        ok,
        status: answer.status,
        headers: { retryAfter: answer.header('retry-after') },
        text: async () => text,
      }
    },
  })
  return {
    async result(call) {
      try {
        return (await call(sdk)).result
      } catch (error) {
        if (!(error instanceof DropboxResponseError)) throw error
        const { retryAfter } = error.headers as { retryAfter: string | undefined }
        // Without the SDK's error as its cause: that holds the answer's text, and Dropbox quotes a bad Authorization header in it.
        throw new FaultError(faultOf(error.status, retryAfter, error.error))
      }
    },
  }
}
