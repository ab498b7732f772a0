import { bodySize, piecesOf, type RequestBody } from '../http.ts'
import { type Gate, pacing } from '../throttle.ts'
import type { Line, Lines } from './lines.ts'
import { createReader } from './reader.ts'
import type { LargeAnswer } from './request.ts'
import { asError, requestHead } from './socket.ts'

export interface LargeSending {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: RequestBody
  /** How fast it may go. */
  readonly gate: Gate
  readonly signal: AbortSignal
  /** How long to wait at most, in ms: in silence for the connection to take more and for the answer, and for all of the answer. */
  readonly patience: { readonly answer: number; readonly longest: number }
}

/** Bytes of one write: so few that silence and progress are noticed, so many that there are few steps to take. */
const pieceSize = 256 * 1024

/**
 * Posts a large body over a connection that is used again when the answer has come. That takes half of what a general HTTP client takes of the
 * processor, whose streams cut a body into small writes, and no memory to speak of: one piece of a body at a time is encrypted. Nothing more is sent
 * once an answer comes. An `unusual` answer has been let go of. Rejects with what the socket failed with, and when it was given up.
 */
export async function sendLarge(lines: Lines, sending: LargeSending): Promise<LargeAnswer> {
  const { url, signal, patience } = sending
  const head = requestHead('POST', url, { ...sending.headers, 'content-length': `${bodySize(sending.body)}` })
  signal.throwIfAborted()
  const line = lines.take(url)
  const { socket } = line
  const reader = createReader(() => socket.resume(), { chunks: true })
  line.reader = reader
  let state: 'sending' | 'sent' | 'over' = 'sending'
  let isAnswered = false
  let late: NodeJS.Timeout | undefined
  const abort = (): void => void socket.destroy(asError(signal.reason))
  const over = (isWhole: boolean): void => {
    if (state === 'over') return
    const isReusable = isWhole && state === 'sent'
    state = 'over'
    clearTimeout(late)
    signal.removeEventListener('abort', abort)
    if (isReusable) lines.giveBack(url, line)
    else socket.destroy()
  }
  signal.addEventListener('abort', abort)
  const write = async (): Promise<void> => {
    await line.connected
    socket.setTimeout(patience.answer)
    const isWhole = await writeBody(line, head, sending, () => !isAnswered && !socket.destroyed)
    if (isWhole && state === 'sending') state = 'sent'
  }
  write().catch(reader.failed)
  try {
    const answer = await reader.answer
    isAnswered = true
    if (answer.kind === 'unusual') {
      over(false)
      return answer
    }
    late = setTimeout(() => {
      socket.destroy(new Error('an answer that does not come to its end'))
    }, patience.longest)
    const isLast = /\bclose\b/i.test(answer.headers.get('connection') ?? '')
    // The rest of a body that was answered too early belongs to nothing: its connection is not used again.
    const body = untilOver(answer.body, (isWhole) => over(isWhole && !isLast))
    return { ...answer, body, drop: () => over(false) }
  } catch (error) {
    over(false)
    throw error
  }
}

/** Whether all was written: not where an answer, or the end, came before. */
async function writeBody(
  line: Line,
  head: string,
  { body, gate, signal }: LargeSending,
  isWanted: () => boolean,
): Promise<boolean> {
  await written(line, head)
  const size = bodySize(body)
  let sent = 0
  line.isWaiting = true
  try {
    for await (const piece of piecesOf(body))
      for await (const part of pacing(gate, piece, pieceSize, signal)) {
        line.isWaiting = false
        await written(line, part)
        line.isWaiting = true
        sent += part.byteLength
        body.onSent?.(sent)
        if (sent < size && !isWanted()) return false
      }
  } finally {
    line.isWaiting = false
  }
  return true
}

function written({ socket }: Line, bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

async function* untilOver(body: AsyncIterable<Uint8Array>, over: (isWhole: boolean) => void) {
  let isWhole = false
  try {
    yield* body
    isWhole = true
  } finally {
    over(isWhole)
  }
}
