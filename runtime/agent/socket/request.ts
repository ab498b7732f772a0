import { request } from 'node:http'
import type { Socket } from 'node:net'
import { AgentError } from '../errors.ts'
import { errorOf, failureFrom } from '../failure.ts'
import { connectToAgent } from './connect.ts'

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
  if (!socket) throw new AgentError('not-running', 'Dropbox isn\'t running! Start it with "dropbox start".')
  const { status, text } = await exchange(socket, question)
  const answer = parsed(text)
  if (status !== 200) throw errorOf(failureFrom(answer))
  return answer
}

function exchange(
  socket: Socket,
  { method, path, body, patience }: AgentRequest,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => outgoing.destroy(notResponding()), patience)
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(error instanceof AgentError ? error : notResponding(error))
    }
    const outgoing = request(
      { method, path, createConnection: () => socket, headers: { 'content-type': 'application/json' } },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.once('error', fail)
        incoming.once('end', () => {
          clearTimeout(timer)
          socket.destroy()
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
        })
      },
    )
    outgoing.once('error', fail)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
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
