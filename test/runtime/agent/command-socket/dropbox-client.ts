import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** What a command is answered with: values by name, or what went wrong; or that the connection ended without an answer. */
export type Answered = Record<string, string[]> | { notok: string[] } | 'ended'

/** A connection as Dropbox's own script has one. */
export interface DropboxClient {
  readonly socket: Socket
  /** One command, with the values of each argument. */
  ask(name: string, values?: Readonly<Record<string, string | readonly string[]>>): Promise<Answered>
  close(): void
}

/** Connects to a command socket. Rejects with the system's error where nobody listens. */
export async function dropboxClient(file: string): Promise<DropboxClient> {
  const socket = connect(file)
  await once(socket, 'connect')
  let text = ''
  let told: () => void = () => undefined
  socket.setEncoding('utf8')
  socket.on('data', (piece: string) => {
    text += piece
    told()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => told())

  const answer = async (): Promise<Answered> => {
    for (;;) {
      const end = text.indexOf('\ndone\n')
      if (end !== -1) {
        const [first, ...lines] = text.slice(0, end).split('\n')
        text = text.slice(end + '\ndone\n'.length)
        if (first === 'notok') return { notok: lines }
        return Object.fromEntries(lines.map((line) => line.split('\t')).map(([key, ...rest]) => [key, rest]))
      }
      if (socket.destroyed) return 'ended'
      await new Promise<void>((resolve) => {
        told = resolve
      })
    }
  }
  return {
    socket,
    ask(name, values = {}) {
      const lines = Object.entries(values).map(([key, value]) => [key, value].flat().join('\t'))
      socket.write(`${[name, ...lines, 'done'].join('\n')}\n`)
      return answer()
    },
    close: () => void socket.destroy(),
  }
}
