import { type Files, isDiskError } from '../../ports/files.ts'

/**
 * Moves a file to a name that is free, or is one of this very file, and never over anything. False when the name is taken: nothing has changed
 * then.
 * A hard link is the only step that cannot replace; on file systems without them (EPERM, ENOTSUP, EMLINK) the name is looked at and then
 * renamed to, with a moment in between in which a file that somebody makes there would be replaced. `given` is told as soon as the
 * new name is there, even if the old one then cannot be taken away.
 */
export async function giveName(
  files: Files,
  from: string,
  to: string,
  given: () => void = () => undefined,
): Promise<boolean> {
  try {
    await files.link(from, to)
  } catch (error) {
    if (isDiskError(error, 'exists')) {
      // A power cut may have given back a name that was taken away before.
      if (!(await isOneFile(files, from, to))) return false
      given()
      await files.unlink(from)
      return true
    }
    if (!isDiskError(error, 'unsupported', 'no-permission', 'too-many-links')) throw error
    if ((await files.lstat(to)) !== undefined) return false
    await files.rename(from, to)
    given()
    return true
  }
  given()
  await files.unlink(from)
  return true
}

/** Whether two names are hard links to one file. */
async function isOneFile(files: Files, one: string, other: string): Promise<boolean> {
  const [first, second] = [await files.lstat(one), await files.lstat(other)]
  if (first?.kind !== 'file' || second?.kind !== 'file' || first.links < 2) return false
  const isSame = first.inode === second.inode && first.device === second.device
  return isSame && first.size === second.size && first.modified === second.modified
}

/** Gives a file the first free name of a conflict copy in the same folder; the name that it got. */
export async function giveCopyName(
  files: Files,
  from: string,
  at: (name: string) => string,
  copyName: (attempt: number) => string,
  given?: () => void,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const name = copyName(attempt)
    if (await giveName(files, from, at(name), given)) return name
  }
}
