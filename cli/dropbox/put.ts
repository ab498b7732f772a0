import { realpath } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { type DisplayPath, joinPath } from '../../runtime/core/path.ts'
import type { RemoteEntry } from '../../runtime/core/tree.ts'
import { attemptAsync } from '../../runtime/local/node/disk-error.ts'
import { isDiskError } from '../../runtime/ports/files.ts'
import { UsageError } from '../terminal/errors.ts'
import { size, visible } from '../terminal/text.ts'
import { doneOrThrow } from './remote/remote-failure.ts'
import { type Remote, withRemote } from './remote/with-remote.ts'
import { placeInDropbox } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox put FILE [PATH]`: sends a file to a place in Dropbox, synced or not. */
export function put(surroundings: Surroundings): Command {
  const { terminal, currentFolder } = surroundings
  return verb('put', 'Send a file to Dropbox, also to where nothing syncs')
    .argument('<file>', 'a file on this computer')
    .argument('[path]', 'its place in Dropbox, or a folder there; the top')
    .option('-f, --force', 'replace a file that is there, which stays a revision')
    .action(
      async (
        typed: string,
        to: string | undefined,
        { force = false }: { force?: boolean },
        command: Command,
      ) => {
        const { json } = command.optsWithGlobals<CommonOptions>()
        const name = resolve(currentFolder, typed)
        const file = await attemptAsync(name, () => realpath(name))
        await withRemote(surroundings, async (remote) => {
          const [{ sendFile }, { nodeFiles }] = await Promise.all([
            import('../../runtime/remote/send-file.ts'),
            import('../../runtime/local/node-files.ts'),
          ])
          const { path, there } = await goalIn(remote, to, basename(name))
          const shown = visible(path)
          let bytes = 0
          const result = await terminal.spin(`Sending ${shown}`, (show) =>
            sendFile(
              { files: nodeFiles(), access: remote.access },
              { file, path, over: force ? there?.rev : undefined },
              {
                signal: remote.signal,
                progress: (more) => {
                  bytes += more
                  show(`Sending ${shown}: ${size(bytes)}`)
                },
              },
            ).catch((error: unknown) => {
              if (!isDiskError(error, 'invalid')) throw error
              throw new UsageError(`${visible(name)} is no file. Only files are sent.`, { cause: error })
            }),
          )
          if (!result.ok && result.refusal.reason === 'conflict' && there !== undefined && !force)
            throw new UsageError(
              `"${shown}" is in Dropbox already. "--force" replaces it; what is there stays a revision.`,
            )
          const sent = doneOrThrow(result, shown)
          if (json) terminal.printJson({ path, file, rev: sent.rev, bytes: sent.size, hash: sent.hash })
          else terminal.narrate(`Sent: ${shown} (${size(sent.size)})`)
        })
      },
    )
}

/** Where the file goes, and which file is there. A folder that is there, or a name with a slash at its end, is what it goes into. */
async function goalIn(
  { access, locations }: Remote,
  to: string | undefined,
  name: string,
): Promise<{
  readonly path: DisplayPath
  readonly there: Extract<RemoteEntry, { kind: 'file' }> | undefined
}> {
  const place = placeInDropbox(to ?? '/', locations)
  const isFolder = place === '' || to?.endsWith('/') === true
  const found = isFolder ? undefined : await access.lookUp(place)
  if (!isFolder && found?.kind !== 'folder') return { path: place, there: found }
  const path = joinPath(place, name)
  const inside = await access.lookUp(path)
  if (inside?.kind === 'folder')
    throw new UsageError(`"${visible(path)}" is a folder in Dropbox, which is not replaced.`)
  return { path, there: inside }
}
