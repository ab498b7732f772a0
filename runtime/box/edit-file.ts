import { lstat, readFile, realpath, rm, stat } from 'node:fs/promises'
import { writeFileDurably } from './durable-file.ts'
import { asBoxError, BoxError } from './errors.ts'

/** Says that a file is to be removed. */
export const removed = Symbol('removed')

/**
 * Rewrites a file of a person's in one durable step, keeping its mode, and following a symlink to the file it means.
 * `edit` is given the content as latin1 text, one character per byte (undefined: no file yet), and gives the new one;
 * the same content back leaves the file untouched. Gives whether something changed.
 * Throws BoxError 'not_a_file', 'not_writable' or 'no_space', and what `edit` throws.
 */
export async function editFile(
  path: string,
  edit: (content: string | undefined) => string | undefined | typeof removed,
): Promise<boolean> {
  try {
    const target = await realpath(path).catch(ignoreMissing)
    const found = await (target === undefined ? lstat(path).catch(ignoreMissing) : stat(target))
    // A link to nothing is not followed either: writing through it would make a file in a place nobody looked at.
    if (found && !found.isFile()) throw new BoxError({ code: 'not_a_file', path })
    const content = target === undefined ? undefined : await readFile(target, 'latin1')
    const edited = edit(content)
    if (edited === content || edited === undefined) return false
    if (edited === removed) await rm(target ?? path)
    else
      await writeFileDurably(
        target ?? path,
        Buffer.from(edited, 'latin1'),
        found ? found.mode & 0o7777 : 0o644,
      )
    return true
  } catch (error) {
    throw asBoxError(error, path)
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
