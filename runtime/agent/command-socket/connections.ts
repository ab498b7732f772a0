import type { Server, Socket } from 'node:net'
import { createCommandReader, type Received } from './command-reader.ts'
import { type Answer, type Command, formatAnswer } from './protocol.ts'

/** What is answered; `when-it-ends`: by the end of the process, which closes the connection. */
export type Reply = Answer | 'when-it-ends'

export interface ConnectionOptions {
  readonly answer: (command: Command) => Promise<Reply>
  /** Connections at once; of more, the one that has been quiet the longest is closed. */
  readonly most?: number
  /** How long a client may take for the rest of a command, and to take an answer, ms. */
  readonly patience?: number
  /** When a reply that the end of the process should give is given all the same, ms: the script waits for five seconds. */
  readonly latestEnd?: number
}

/**
 * Answers the commands of each connection, one after the other. Whatever a client does costs at most one command's memory and one connection. Gives
 * what closes the connections, except those that wait for the end of the process.
 */
export function answerConnections(
  server: Server,
  { answer, most = 100, patience = 30_000, latestEnd = 4_500 }: ConnectionOptions,
): () => void {
  /** The one that has been quiet the longest first. */
  const quiet = new Set<Socket>()
  const waiting = new Set<Socket>()

  const makeRoom = (): void => {
    for (const socket of quiet) {
      if (quiet.size < most) return
      quiet.delete(socket)
      socket.destroy()
    }
  }

  const converse = (socket: Socket): void => {
    const reader = createCommandReader()
    let isAnswering = false
    let isOver = false

    const say = (text: string): Promise<void> =>
      new Promise((resolve) => {
        if (!socket.writable) return resolve()
        socket.setTimeout(patience)
        // Told also when the connection ends before.
        socket.write(text, () => resolve())
      })
    const reply = async (received: Received): Promise<void> => {
      if (received === 'too-long') {
        await say(formatAnswer(refusal('The command is too long.')))
        socket.destroy()
        return
      }
      const given = received === 'malformed' ? refusal(senseless) : await answer(received)
      if (given !== 'when-it-ends') return say(formatAnswer(given))
      waiting.add(socket)
      setTimeout(() => void say(formatAnswer({ ok: true, values: {} })), latestEnd).unref()
    }
    const goOn = async (): Promise<void> => {
      if (isAnswering) return
      isAnswering = true
      socket.pause()
      for (let next = reader.next(); next !== undefined && !socket.destroyed; next = reader.next())
        await reply(next)
      isAnswering = false
      if (waiting.has(socket)) return
      if (isOver) socket.end()
      // Between two commands a client may be quiet for ever: file managers are.
      socket.setTimeout(reader.isHalfWay() || isOver ? patience : 0)
      socket.resume()
    }

    quiet.add(socket)
    socket.on('data', (bytes) => {
      quiet.delete(socket)
      quiet.add(socket)
      reader.feed(bytes)
      void goOn()
    })
    socket.once('end', () => {
      isOver = true
      void goOn()
    })
    socket.on('timeout', () => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      quiet.delete(socket)
      waiting.delete(socket)
    })
  }

  server.on('connection', (socket) => {
    makeRoom()
    converse(socket)
  })
  return () => {
    for (const socket of quiet) {
      if (waiting.has(socket)) socket.unref()
      else socket.destroy()
    }
  }
}

const senseless = 'The command cannot be understood. A path with a line end in it cannot be named here.'

function refusal(sentence: string): Answer {
  return { ok: false, sentences: [sentence] }
}
