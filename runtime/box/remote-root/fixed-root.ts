import { rm } from 'node:fs/promises'
import * as v from 'valibot'
import { checkedSettings, readSettingsFile } from '../configuration/settings-file.ts'
import { writeFileDurably } from '../durable-file.ts'
import { asBoxError } from '../errors.ts'
import type { BoxPaths } from '../paths.ts'

/** The place in Dropbox that this box syncs with since it was linked. */
export interface FixedRoot {
  /** `/a/b`, '' for the top. */
  readonly path: string
  /** The folder's id; undefined for the top. */
  readonly id: string | undefined
  /** The namespace of the team space that the path counts from; undefined for the account's own folder. */
  readonly namespace: string | undefined
}

/** A place as one text, which no other place has: `/a/b`, or `ns:123/a/b` in a team space; '' for the whole Dropbox. */
export function rootName({ path, namespace }: Pick<FixedRoot, 'path' | 'namespace'>): string {
  return namespace === undefined ? path : `ns:${namespace}${path}`
}

const Written = v.looseObject({
  path: v.pipe(v.string(), v.regex(/^(\/.*)?$/, 'must be a path')),
  id: v.optional(v.string('must be the id of a folder')),
  namespace: v.optional(v.string('must be the number of a namespace')),
})

/** What was fixed; undefined where it was never linked with anything but the whole Dropbox of an account. Throws BoxError when the file cannot be read. */
export async function readFixedRoot({ remoteRootFile: file }: BoxPaths): Promise<FixedRoot | undefined> {
  const json = await readSettingsFile(file)
  if (Object.keys(json).length === 0) return undefined
  const { path, id, namespace } = checkedSettings(Written, json, file)
  return { path, id, namespace }
}

/** Fixes a folder, or the whole Dropbox, in one durable step. Throws BoxError. */
export async function fixRoot(
  { remoteRootFile: file }: BoxPaths,
  root: FixedRoot | undefined,
): Promise<void> {
  try {
    if (root === undefined || rootName(root) === '') await rm(file, { force: true })
    else await writeFileDurably(file, `${JSON.stringify(root, null, 2)}\n`, 0o600)
  } catch (error) {
    throw asBoxError(error, file)
  }
}
