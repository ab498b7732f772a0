import type { Socket } from 'node:net'
import { AgentError, notRunning } from '../errors.ts'
import { errorOf, failureFrom } from '../failure.ts'
import { connectToAgent } from './connect.ts'

interface Answer {
  readonly status: number
  readonly text: string
}

export interface AgentRequest {
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly path: string
  readonly body?: unknown
  /** How long the whole answer may take, in ms. */
  readonly patience: number
}

/**
 * Asks the agent over its socket and gives its answer, read from JSON. Throws AgentError `not-running` when nobody listens,
 * `not-responding` when no answer comes in time, or the error that the agent answers with.
 */
export async function askAgent(socketFile: string, question: AgentRequest): Promise<unknown> {
  const socket = await connectToAgent(socketFile)
  if (!socket) throw notRunning()
  const { status, text } = await exchange(socket, question)
  const answer = parsed(text)
  if (status !== 200) throw errorOf(failureFrom(answer))
  return answer
}

/**
 * One request of HTTP/1.0, which the server answers plainly and closes (RFC 1945). Written by hand, since loading node:http takes
 * as long as the whole rest of a small command.
 */
function exchange(socket: Socket, { method, path, body, patience }: AgentRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const end = (answer: Answer | undefined, cause?: Error) => {
      clearTimeout(timer)
      socket.destroy()
      if (answer) resolve(answer)
      else reject(notResponding(cause))
    }
    const timer = setTimeout(() => end(undefined), patience)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.once('error', (error) => end(undefined, error))
    socket.once('close', () => end(answerIn(Buffer.concat(chunks))))
    const content = Buffer.from(body === undefined ? '' : JSON.stringify(body))
    const head = [
      `${method} ${path} HTTP/1.0`,
      'host: agent',
      'content-type: application/json',
      `content-length: ${content.length}`,
    ]
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content]))
  })
}

/** Undefined for anything but a whole answer. */
function answerIn(received: Buffer): Answer | undefined {
  const endOfHead = received.indexOf('\r\n\r\n')
  if (endOfHead === -1) return undefined
  const head = received.subarray(0, endOfHead).toString('latin1')
  const status = /^HTTP\/1\.[01] (\d{3}) /.exec(head)?.[1]
  const length = /^content-length: *(\d+)$/im.exec(head)?.[1]
  const content = received.subarray(endOfHead + 4)
  if (status === undefined || content.length !== Number(length)) return undefined
  return { status: Number(status), text: content.toString('utf8') }
}

function notResponding(cause?: Error): AgentError {
  return new AgentError(
    'not-responding',
    'Dropbox isn\'t responding! If it goes on, restart it with "parts restart dropbox".',
    { cause },
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
