import { type DisplayPath, keyOf } from '../../../core/path.ts'
import { hashFile } from '../../../local/scan/hash-file.ts'
import { type FileStats, type Files, isDiskError } from '../../../ports/files.ts'
import type { DoctorRoot } from './disk-side.ts'
import type { Stations } from './hops.ts'

/** What stands at one path on the disk. */
export interface DiskLook {
  readonly content: Stations['disk']
  /** Where it is, or would be; undefined below a folder that is not there, or behind a symlink. */
  readonly place: string | undefined
  /** When it is neither file nor folder, or lies behind such a thing. */
  readonly kind: FileStats['kind'] | undefined
  /** What is in the way: a sentence. */
  readonly remark: string | undefined
}

/** Looks at a path on the disk, also where it is spelled in another way there, and reads the whole file. Follows no symlink below the root. */
export async function lookOnDisk(
  files: Files,
  root: DoctorRoot,
  display: DisplayPath,
  signal: AbortSignal,
): Promise<DiskLook> {
  try {
    if ((await files.lstat(root.target))?.kind !== 'folder')
      return unknown(`${root.target} is not there, or is no folder.`)
    const names = display
      .slice(root.display.length)
      .split('/')
      .filter((name) => name !== '')
    let at = root.target
    for (const [index, name] of names.entries()) {
      const last = index === names.length - 1
      const next = await nameIn(files, at, name)
      if (next === undefined) return nothingAt(last ? `${at}/${name}` : undefined)
      at = `${at}/${next}`
      if (last) break
      const kind = (await files.lstat(at))?.kind
      if (kind === undefined) return nothingAt(undefined)
      if (kind !== 'folder')
        return { ...nothingAt(undefined), kind, remark: `${at} is a ${kind}, which is not followed.` }
    }
    return await contentAt(files, at, signal)
  } catch (error) {
    if (isDiskError(error)) return unknown(`It cannot be read: ${error.message}`)
    throw error
  }
}

function nothingAt(place: string | undefined): DiskLook {
  return { content: undefined, place, kind: undefined, remark: undefined }
}

function unknown(remark: string): DiskLook {
  return { content: 'unknown', place: undefined, kind: undefined, remark }
}

/** How a name is spelled in a folder (absolute) on the disk; undefined when nothing has it, in any spelling that Dropbox takes for the same. Throws DiskError. */
export async function nameIn(files: Files, folder: string, name: string): Promise<string | undefined> {
  if ((await files.lstat(`${folder}/${name}`)) !== undefined) return name
  const key = keyOf(name)
  return (await files.list(folder)).find((entry) => keyOf(entry.name) === key)?.name
}

async function contentAt(files: Files, place: string, signal: AbortSignal): Promise<DiskLook> {
  const stats = await files.lstat(place)
  if (stats === undefined) return nothingAt(place)
  const { kind } = stats
  if (kind === 'folder') return { content: { kind }, place, kind: undefined, remark: undefined }
  if (kind !== 'file')
    return { content: 'other', place, kind, remark: `It is a ${kind}, which does not sync.` }
  const { hash } = await hashFile(files, place, { signal })
  return { content: { kind, hash }, place, kind: undefined, remark: undefined }
}
