import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'

const program = join(import.meta.dirname, '..', '..', 'dist', 'bin', 'dropbox-emulator')

/** A Dropbox of its own for the demonstration. */
export type EmulatedDropbox = {
  /** such as http://127.0.0.1:43210 */
  readonly url: string
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

/** Starts the emulator on a free port, in a process of its own that Ctrl-C does not reach. Rejects when it does not come up. */
export async function emulatedDropbox(): Promise<EmulatedDropbox> {
  const data = mkdtempSync(join(tmpdir(), 'dropbox-'))
  const child = execa(program, ['--port', '0', '--data', data], {
    stdin: 'ignore',
    detached: true,
    reject: false,
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await child
    rmSync(data, { recursive: true, force: true })
  }
  const { promise: listening, resolve: listen } = Promise.withResolvers<string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const url = /listening on (\S+)/.exec(line)?.[1]
    if (url !== undefined) listen(url)
  })
  const url = await Promise.race([listening, child.then(() => undefined)])
  if (url !== undefined) return { url, stop }
  await stop()
  throw new Error(`The emulator did not start: ${(await child).stderr}`)
}
