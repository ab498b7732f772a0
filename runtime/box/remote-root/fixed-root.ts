import { rm } from 'node:fs/promises'
import * as v from 'valibot'
import { checkedSettings, readSettingsFile } from '../configuration/settings-file.ts'
import { writeFileDurably } from '../durable-file.ts'
import { asBoxError } from '../errors.ts'
import type { BoxPaths } from '../paths.ts'

/** The folder of Dropbox that this box syncs with since it was linked, and its id there. */
export interface FixedRoot {
  /** `/a/b`. */
  readonly path: string
  readonly id: string
}

const Written = v.looseObject({
  path: v.pipe(v.string(), v.startsWith('/', 'must be a path')),
  id: v.pipe(v.string('must be the id of a folder'), v.nonEmpty('must be the id of a folder')),
})

/** What was fixed; undefined where it was never linked with a folder of Dropbox. Throws BoxError when the file cannot be read. */
export async function readFixedRoot({ remoteRootFile: file }: BoxPaths): Promise<FixedRoot | undefined> {
  const json = await readSettingsFile(file)
  if (Object.keys(json).length === 0) return undefined
  const { path, id } = checkedSettings(Written, json, file)
  return { path, id }
}

/** Fixes a folder, or the whole Dropbox, in one durable step. Throws BoxError. */
export async function fixRoot(
  { remoteRootFile: file }: BoxPaths,
  root: FixedRoot | undefined,
): Promise<void> {
  try {
    if (root === undefined) await rm(file, { force: true })
    else await writeFileDurably(file, `${JSON.stringify(root, null, 2)}\n`, 0o600)
  } catch (error) {
    throw asBoxError(error, file)
  }
}
