import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readShared } from './distribution.ts'
import { writeFileDurably } from './durable-file.ts'
import type { BoxPaths } from './paths.ts'
import { shellPath } from './shell-path.ts'

/** By this a `dropboxd` is known as ours. */
const mark = '# box-parts: '

/**
 * Puts a `dropboxd` where Dropbox's own `dropbox.py` looks for one to start (nautilus-dropbox, dropbox.in: start_dropbox), with the version that it
 * tells. Where anything else is there already, as Dropbox's own daemon, that stays, and nothing is done. Throws the system's errors.
 */
export async function placeDaemon(paths: BoxPaths, version: string): Promise<void> {
  if (!isFree(paths.daemonFolder)) return
  const script = readShared('templates/dropboxd').replaceAll(
    '@PARTS_ROOT@',
    shellPath(paths.partsRoot, paths.home),
  )
  await writeFileDurably(join(paths.daemonFolder, 'VERSION'), `${version}\n`)
  await writeFileDurably(join(paths.daemonFolder, 'dropboxd'), script, 0o755)
}

/** Takes it away again, if it is still ours. Throws the system's errors. */
export async function removeDaemon({ daemonFolder }: BoxPaths): Promise<void> {
  if (!isOurs(daemonFolder)) return
  for (const name of ['dropboxd', 'VERSION']) await rm(join(daemonFolder, name), { force: true })
  if (readdirSync(daemonFolder).length === 0) await rmdir(daemonFolder)
}

/** A link, as the part of Box Parts made one, leads to another daemon. */
function isFree(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found === undefined || (found.isDirectory() && (readdirSync(folder).length === 0 || isOurs(folder)))
}

function isOurs(folder: string): boolean {
  const file = join(folder, 'dropboxd')
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true || !existsSync(file)) return false
  return lstatSync(file).isFile() && readFileSync(file, 'latin1').slice(0, 200).includes(mark)
}
