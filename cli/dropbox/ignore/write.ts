import { writeFileDurably } from '../../../runtime/box/durable-file.ts'
import { asBoxError } from '../../../runtime/box/errors.ts'
import { ignoreFileName } from '../../../runtime/core/ignore/ignore-rules.ts'
import { intricacyOf } from '../../../runtime/core/ignore/intricate.ts'
import { statsAt } from '../../../runtime/local/node/file-stats.ts'
import { UsageError } from '../../terminal/errors.ts'
import { visible } from '../../terminal/text.ts'
import type { Root } from '../typed/location.ts'

/**
 * Writes the ignore file of a root, whole: whoever reads it, the agent above all, finds the old rules or the new. Throws UsageError when something
 * else than a file is in its place, or the agent would not take the rules, BoxError for a disk that takes no more, DiskError for one that does not tell, and else the system's error.
 */
export async function writeRules({ folder }: Root, text: string): Promise<void> {
  const path = `${folder}/${ignoreFileName}`
  const intricacy = intricacyOf(text)
  if (intricacy !== undefined)
    throw new UsageError(`${visible(path)} would take too long to apply: ${intricacy}.`)
  const there = statsAt(path)
  if (there !== undefined && there.kind !== 'file')
    throw new UsageError(
      `${visible(path)} is no plain file, so its rules do not count. Put a file in its place.`,
    )
  try {
    await writeFileDurably(path, text, there === undefined ? 0o644 & ~process.umask() : there.mode & 0o777)
  } catch (error) {
    throw asBoxError(error, path)
  }
}
