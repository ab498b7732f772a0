import {
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import type { BoxPaths } from '../../box/paths.ts'
import { socketAddress } from '../socket/address.ts'
import { otherDropbox, pidIn } from './other-dropbox.ts'

/** Standing for Dropbox in a home: its socket and its pid file are this process's. */
export interface Claim {
  readonly server: Server
  /** Whether both are this process's still. */
  holds(): boolean
  /** Takes away what is this process's still, and listens no more. */
  release(): void
}

/**
 * Listens on `~/.dropbox/command_socket` (0600, in a folder 0700), and writes `~/.dropbox/dropbox.pid` once it does, unless another program stands
 * there for Dropbox: then gives why not, as half a sentence. What a program that was killed has left is taken over. Throws the system's errors.
 */
export async function claimSocket(paths: BoxPaths): Promise<Claim | string> {
  const refused = makeFolder(paths.clientFolder)
  if (refused !== undefined) return refused
  const other = await otherDropbox(paths)
  if (other !== undefined) return other

  const server = createServer({ allowHalfOpen: true })
  // Under a name of its own first: whoever listens removes, when it ends, the name it listened on, which may be another's by then.
  const made = `${paths.commandSocketFile}.${process.pid}`
  rmSync(made, { force: true })
  const address = socketAddress(made)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(address.path, () => resolve())
    })
    server.removeAllListeners('error')
    chmodSync(made, 0o600)
    const { ino } = lstatSync(made)
    renameSync(made, paths.commandSocketFile)
    writePid(paths.pidFile)
    const hasSocket = () => lstatSync(paths.commandSocketFile, { throwIfNoEntry: false })?.ino === ino
    const hasPid = () => pidIn(paths.pidFile) === process.pid
    return {
      server,
      holds: () => hasSocket() && hasPid(),
      release() {
        // The pid first: what it names is asked for.
        if (hasPid()) rmSync(paths.pidFile, { force: true })
        if (hasSocket()) rmSync(paths.commandSocketFile, { force: true })
        server.close()
        address.close()
        removeIfEmpty(paths.clientFolder)
      },
    }
  } catch (error) {
    server.close()
    address.close()
    rmSync(made, { force: true })
    throw error
  }
}

/** Why the folder cannot be used; undefined where it is there, and this user's alone. */
function makeFolder(folder: string): string | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = statSync(folder)
  if (uid !== process.getuid?.()) return `${folder} belongs to another user`
  if ((mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return undefined
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // It holds what another Dropbox has left, or is a link to elsewhere.
  }
}

/** Whole or not at all: the script reads it at any moment. */
function writePid(file: string): void {
  const made = `${file}.${process.pid}`
  try {
    writeFileSync(made, `${process.pid}\n`, { mode: 0o600 })
    renameSync(made, file)
  } catch (error) {
    rmSync(made, { force: true })
    throw error
  }
}
