import type { Command } from 'commander'
import { damaged } from '../../runtime/remote/damaged.ts'
import { UsageError } from '../terminal/errors.ts'
import { harmless, visible } from '../terminal/text.ts'
import { doneOrThrow } from './remote/remote-failure.ts'
import { remoteFileAt } from './remote/remote-file.ts'
import { withRemote } from './remote/with-remote.ts'
import { placeInDropbox } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox cat PATH`: prints what a file holds in Dropbox, synced or not. */
export function cat(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  return verb('cat', 'Print what a file holds in Dropbox')
    .argument('<path>', 'on this computer or in Dropbox')
    .option('--rev <rev>', 'what it held at a revision, as "dropbox revs" shows it')
    .action(async (typed: string, { rev }: { rev?: string }, command: Command) => {
      if (command.optsWithGlobals<CommonOptions>().json)
        throw new UsageError('A file is printed as it is, not as JSON. "dropbox revs --json" tells of it.')
      await withRemote(surroundings, async (remote) => {
        const { contentHasher } = await import('../../runtime/core/content-hash.ts')
        const { path, file } = await remoteFileAt(remote, placeInDropbox(typed, remote.locations), rev)
        const shown = visible(path)
        const hasher = contentHasher()
        const decoder = new TextDecoder()
        const write = async (chunk: Uint8Array): Promise<void> => {
          hasher.update(chunk)
          if (!terminal.shown) return terminal.pour(chunk.slice())
          if (chunk.includes(0))
            throw new UsageError(
              `"${shown}" is no text. Lead it into a file or another program, or use "dropbox get".`,
            )
          // What somebody wrote into a file is not to steer the terminal.
          await terminal.pour(Buffer.from(harmless(decoder.decode(chunk, { stream: true }))))
        }
        const { signal } = remote
        doneOrThrow(await remote.access.download({ path, file, offset: 0 }, write, { signal }), shown)
        // What was printed cannot be taken back; whoever reads it is told by the exit code.
        if (hasher.digest() !== file.hash) doneOrThrow(damaged, shown)
      })
    })
}
