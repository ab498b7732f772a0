import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cleanup } from './box.ts'

/** A Dropbox that is to be gone. */
interface Leaving {
  readonly url: string
  close(): Promise<void>
}

/** A client of somebody else may have been given the port for a moment. */
const attempts = 200
/** ms */
const betweenAttempts = 50

/**
 * Ends a Dropbox, and sees to it that its address leads to nobody until the test ends: the port of a server that closed is soon given to that of
 * another test, which would answer in its place.
 */
export async function loseNetwork(t: Cleanup, dropbox: Leaving): Promise<void> {
  const { port, hostname } = new URL(dropbox.url)
  await dropbox.close()
  const nobody = createServer((socket) => socket.destroy())
  for (let attempt = 1; ; attempt++) {
    try {
      await once(nobody.listen(Number(port), hostname), 'listening')
      break
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!isTaken || attempt === attempts) throw error
      await pause(betweenAttempts)
    }
  }
  t.teardown(() => nobody.close())
}
