import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { nameOf } from '../../runtime/core/path.ts'
import { statsBehind } from '../../runtime/local/node/file-stats.ts'
import { isDiskError } from '../../runtime/ports/files.ts'
import { UsageError } from '../terminal/errors.ts'
import { size, visible } from '../terminal/text.ts'
import { doneOrThrow } from './remote/remote-failure.ts'
import { remoteFileAt } from './remote/remote-file.ts'
import { withRemote } from './remote/with-remote.ts'
import { placeInDropbox } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox get PATH [FILE]`: fetches a file out of Dropbox, synced or not. */
export function get(surroundings: Surroundings): Command {
  const { terminal, currentFolder } = surroundings
  return verb('get', 'Fetch a file out of Dropbox, also one that does not sync')
    .argument('<path>', 'in Dropbox, or where it would be on this computer')
    .argument('[to]', 'the file to make, or a folder to put it into; the current folder')
    .option('--rev <rev>', 'as it was at a revision, which "dropbox revs" shows')
    .option('-f, --force', 'replace a file that is there')
    .action(
      async (
        typed: string,
        to: string | undefined,
        { rev, force = false }: { rev?: string; force?: boolean },
        command: Command,
      ) => {
        const { json } = command.optsWithGlobals<CommonOptions>()
        await withRemote(surroundings, async (remote) => {
          const [{ fetchFile }, { fetchIdentity, removeLeftovers }, { nodeFiles }, { systemMachine }] =
            await Promise.all([
              import('../../runtime/remote/fetch-file.ts'),
              import('../../runtime/remote/leftovers.ts'),
              import('../../runtime/local/node-files.ts'),
              import('../../runtime/agent/system/machine.ts'),
            ])
          const { path, file } = await remoteFileAt(remote, placeInDropbox(typed, remote.locations), rev)
          const shown = visible(path)
          const goal = goalIn(resolve(currentFolder, to ?? '.'), to?.endsWith('/') ?? false, nameOf(path))
          const files = nodeFiles()
          const machine = systemMachine()
          const here = { machine, user: process.getuid?.() ?? 0, now: Date.now() }
          await removeLeftovers(files, dirname(goal), here)
          const identity = fetchIdentity(machine.self, randomUUID())
          using _ = removedAtExit(join(dirname(goal), `.~${identity}`))
          let bytes = 0
          const result = await terminal.spin(`Fetching ${shown}`, (show) =>
            fetchFile(
              { files, access: remote.access, identity },
              { path, file, to: goal, replace: force },
              {
                signal: remote.signal,
                progress: (more) => {
                  bytes += more
                  show(`Fetching ${shown}: ${size(bytes)} of ${size(file.size)}`)
                },
              },
            ).catch((error: unknown) => {
              throw refusalOf(error, goal)
            }),
          )
          doneOrThrow(result, shown)
          if (json) terminal.printJson({ path, file: goal, rev: file.rev, bytes: file.size, hash: file.hash })
          else terminal.narrate(`Fetched: ${visible(goal)} (${size(file.size)})`)
        })
      },
    )
}

/** A folder that is there, or a name with a slash at its end, is where the file goes into. */
function goalIn(to: string, isFolder: boolean, name: string): string {
  return isFolder || statsBehind(to)?.kind === 'folder' ? join(to, name) : to
}

/** A second Ctrl-C ends the program before what is under way could: what it would leave goes with it. */
function removedAtExit(path: string): Disposable {
  const remove = () => rmSync(path, { force: true })
  process.once('exit', remove)
  return { [Symbol.dispose]: () => void process.off('exit', remove) }
}

function refusalOf(error: unknown, goal: string): unknown {
  if (!isDiskError(error) || error.path !== goal) return error
  if (error.code === 'exists')
    return new UsageError(`${visible(goal)} is there already. "--force" replaces it.`, { cause: error })
  if (error.code === 'is-a-folder')
    return new UsageError(`${visible(goal)} is a folder, which is not replaced.`, { cause: error })
  if (error.code === 'unsupported')
    return new UsageError(`${visible(goal)} is no file. Only files are replaced; "dropbox cat" prints.`, {
      cause: error,
    })
  return error
}
