import { connect, type Socket } from 'node:net'
import { type SocketAddress, socketAddress } from './address.ts'

/** Connects to the agent's socket; undefined when nobody listens there. An agent that hangs still takes the connection. */
export async function connectToAgent(socketFile: string): Promise<Socket | undefined> {
  let address: SocketAddress
  try {
    address = socketAddress(socketFile)
  } catch (error) {
    if (isNobody(error)) return undefined
    throw error
  }
  try {
    return await new Promise<Socket>((resolve, reject) => {
      const socket = connect(address.path)
      socket.once('error', reject)
      socket.once('connect', () => {
        // A later failure is told by what reads or writes; a connection that nobody uses any more may break unheard.
        socket.off('error', reject).on('error', () => undefined)
        resolve(socket)
      })
    })
  } catch (error) {
    if (isNobody(error)) return undefined
    throw error
  } finally {
    address.close()
  }
}

/** No socket, one that a killed agent left behind, or no folder for it; or an agent that ended (was killed) with the connection still in its queue. */
const nobody: readonly unknown[] = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ECONNRESET']

function isNobody(error: unknown): boolean {
  return error instanceof Error && 'code' in error && nobody.includes(error.code)
}
