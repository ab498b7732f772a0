import { readFile, rm } from 'node:fs/promises'
import * as v from 'valibot'
import { writeFileDurably } from '../box/durable-file.ts'
import type { BoxPaths } from '../box/paths.ts'
import type { Unsent } from '../engine/unsent.ts'

/** What Dropbox did not have of this box when the agent ended, and when that was, ms since 1970. */
export interface UnsentAtEnd extends Unsent {
  readonly at: number
  /** There was no time to look at everything, so that there may be more. */
  readonly unlooked: boolean
}

const Content = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    ...{ at: v.number(), paths: v.array(v.string()), more: v.number() },
    unlooked: v.optional(v.boolean(), false),
  }),
)

/** Writes down what was not sent, so that `stop` and the next start can tell; nothing is a file that is not there. Throws the system's error. */
export async function writeUnsent(paths: BoxPaths, { at, ...unsent }: UnsentAtEnd): Promise<void> {
  if (unsent.paths.length === 0 && !unsent.unlooked) await rm(paths.unsentFile, { force: true })
  else await writeFileDurably(paths.unsentFile, `${JSON.stringify({ at, ...unsent })}\n`, 0o600)
}

/** What an agent that ended in order wrote down; undefined when nothing was left, and for what cannot be read: it only tells. */
export async function readUnsent(paths: BoxPaths): Promise<UnsentAtEnd | undefined> {
  const text = await readFile(paths.unsentFile, 'utf8').catch(() => '')
  const result = v.safeParse(Content, text)
  return result.success ? result.output : undefined
}

/** Everything has been sent since. */
export async function forgetUnsent(paths: BoxPaths): Promise<void> {
  await rm(paths.unsentFile, { force: true })
}
