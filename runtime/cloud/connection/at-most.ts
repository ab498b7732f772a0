import { FaultError } from './faults.ts'

/**
 * What a body brings, up to `limit` bytes in all. Whatever is unpacked from an answer goes through here after it was unpacked: a few
 * kilobytes can hold gigabytes. Throws FaultError 'bad-answer' instead of giving the chunk that goes beyond the limit, and lets go of the body.
 */
export async function* atMost(
  body: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > limit) throw new FaultError({ kind: 'bad-answer', detail: `an answer of over ${limit} bytes` })
    yield chunk
  }
}
