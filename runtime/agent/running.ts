import { setTimeout as pause } from 'node:timers/promises'
import type { BoxPaths } from '../box/paths.ts'
import { readHolder } from './process/holder.ts'
import { isAlive, isEnding } from './process/process-identity.ts'
import { connectToAgent } from './socket/connect.ts'

/** How long an agent that was killed is waited for, and between two looks at it; ms. */
const longestEnd = 20_000
const betweenLooks = 20

/**
 * Whether an agent runs for this home: one that takes connections, even if it should hang. One that was killed takes them until the kernel has closed what
 * it had open, which takes a while where much was being written; that end is waited for.
 */
export async function isRunning(paths: BoxPaths): Promise<boolean> {
  let wasGone = false
  for (let waited = 0; ; waited += betweenLooks) {
    const socket = await connectToAgent(paths.socketFile)
    socket?.destroy()
    if (socket === undefined) return false
    const holder = readHolder(paths)
    if (holder === undefined || waited >= longestEnd) return true
    const isGone = !isAlive(holder)
    if (isGone ? wasGone : !isEnding(holder.pid)) return true
    wasGone = isGone
    await pause(betweenLooks)
  }
}
