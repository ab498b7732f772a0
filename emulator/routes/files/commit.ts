import * as v from 'valibot'
import type { Dropbox } from '../../dropbox.ts'
import { type Commit, commitFile, type WriteMode } from '../../namespace/commit-file.ts'
import type { FileEntry } from '../../namespace/entry.ts'
import { locateForWriting } from '../../namespace/view.ts'
import type { Content } from '../../namespace/write-file.ts'
import { BadInput } from '../../protocol/failures.ts'
import { defaulted, flag, ignored, optional, rev, timestamp, writePathOrRoot } from '../../protocol/fields.ts'
import type { Call } from '../../protocol/route.ts'

const TagOnly = v.picklist(['add', 'overwrite'], (issue) => `unknown tag '${String(issue.input)}'`)

/** `"add"`, `"overwrite"`, their object forms, or `{".tag": "update", "update": "<rev>"}`. */
const WriteModeArg = v.union(
  [
    v.pipe(
      TagOnly,
      v.transform((name): WriteMode => ({ '.tag': name })),
    ),
    v.pipe(
      v.strictObject({ '.tag': TagOnly }),
      v.transform((input): WriteMode => input),
    ),
    v.pipe(
      v.strictObject({ '.tag': v.literal('update'), update: rev }),
      v.transform((input): WriteMode => input),
    ),
    // The shape that a few SDKs send: the member alone, its name being the tag.
    v.pipe(
      v.strictObject({ update: rev }),
      v.transform(({ update }): WriteMode => ({ '.tag': 'update', update })),
    ),
  ],
  (issue) => describeMode(issue.input),
)

function describeMode(input: unknown): string {
  if (input === 'update') return "expected object for 'update', got symbol"
  if (typeof input === 'string') return `unknown tag '${input}'`
  if (typeof input !== 'object' || input === null) return 'expected string or object'
  if (!('.tag' in input)) return "missing '.tag' key"
  return input['.tag'] === 'update'
    ? "update: did not match pattern '[0-9a-f]{9,}'"
    : `unknown tag '${String(input['.tag'])}'`
}

/** The fields of CommitInfo. */
export const commitFields = {
  path: writePathOrRoot,
  mode: defaulted(WriteModeArg, 'add'),
  autorename: defaulted(flag, false),
  client_modified: optional(timestamp),
  mute: defaulted(flag, false),
  property_groups: ignored,
  strict_conflict: defaulted(flag, false),
}

export const CommitInfo = v.strictObject(commitFields)
export type CommitInfo = v.InferOutput<typeof CommitInfo>

/** Refuses the root as a place to upload to, in the words of the service; `where` is the argument's place. */
export function refuseRoot(path: string, where: string): void {
  if (path === '' || path === '/') throw new BadInput(`${where}: path: The root folder is unsupported.`)
}

/** Writes kept content as the file that a CommitInfo asks for. Throws WriteFailure. Call it inside a transaction. */
export function commit(call: Call, content: Content, info: CommitInfo): FileEntry {
  const { dropbox, view, account } = call
  const place = locateForWriting(dropbox, view, info.path)
  const commitment: Commit = {
    mode: info.mode,
    autorename: info.autorename,
    strictConflict: info.strict_conflict,
    clientModified: info.client_modified ?? dropbox.now(),
  }
  return commitFile(dropbox, view.space, place, content, commitment, account)
}

/** Runs a write inside the namespace's lock and a transaction, then tells those who wait for changes. */
export async function writing<T>(
  call: { dropbox: Dropbox; view: { space: number } },
  entries: number,
  work: () => T,
): Promise<T> {
  const { dropbox, view } = call
  const result = await dropbox.commitLock.write(view.space, entries, () => dropbox.database.transaction(work))
  dropbox.changes.announce(view.space)
  return result
}
