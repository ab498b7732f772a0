import type { BoxPaths } from '../box/paths.ts'
import { connectToAgent } from './socket/connect.ts'

/** Whether an agent runs for this home: one that takes connections, even if it should hang. */
export async function isRunning(paths: BoxPaths): Promise<boolean> {
  const socket = await connectToAgent(paths.socketFile)
  socket?.destroy()
  return socket !== undefined
}
