import { createServer } from 'node:net'
import type { Cleanup } from './box.ts'

/** A Dropbox that is to be gone. */
interface Leaving {
  readonly url: string
  close(): Promise<void>
}

/**
 * Ends a Dropbox, and sees to it that its address leads to nobody until the test ends: the port of a server that closed is soon given to that of
 * another test, which would answer in its place.
 */
export async function loseNetwork(t: Cleanup, dropbox: Leaving): Promise<void> {
  const { port, hostname } = new URL(dropbox.url)
  await dropbox.close()
  const nobody = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    nobody.once('error', reject).listen(Number(port), hostname, resolve)
  })
  t.teardown(() => nobody.close())
}
