import { timeOfOneBin } from '../../core/safety/trash-rules.ts'
import { type Files, isDiskError } from '../../ports/files.ts'
import { cacheFolderOf, inFolderOfOurs } from '../roots/cache-folder.ts'

/** A file in the trash, as it was when it got there. */
export interface KeptFile {
  /** Where it is now, absolute. */
  readonly path: string
  /** Where it was, from the root. */
  readonly relative: string
  readonly size: number
  readonly modified: number
  readonly inode: number
}

/**
 * Why a file is in the trash: it was deleted in Dropbox; a newer version came from there; a person excluded it from the box; a person kept what
 * Dropbox has after a restore, and this was only here; a person kept the other version of a conflict; or it was in the hand of an agent that was killed.
 */
export type TrashReason = 'deleted' | 'replaced' | 'excluded' | 'given-up' | 'resolved' | 'recovered'

/** Where files go that are taken away at one time: `trash/<time>-<n>/files/<path from the root>`, with `origin.json` beside `files`. */
export interface Trash {
  /**
   * Makes the folders for a file and gives the place to rename it to, where nothing is. `folders` are those whose names change by that,
   * the innermost last. Throws DiskError before anything has been taken away.
   */
  prepare(relative: string): Promise<{ readonly place: string; readonly folders: readonly string[] }>
}

/** The name of a bin begins with its time, so that its age shows without looking inside: ISO 8601 in UTC, `:` as `-`. */
export function binName(at: number, number: number): string {
  return `${new Date(at).toISOString().replaceAll(':', '-')}-${number}`
}

/** The time in the name of a bin, ms since 1970; undefined for any other name. */
export function timeOfBin(name: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)-\d+$/.exec(name)
  if (parts === null) return undefined
  const [, day, hour, minute, second] = parts
  const time = Date.parse(`${day}T${hour}:${minute}:${second}`)
  return Number.isNaN(time) ? undefined : time
}

const lastBins = new WeakMap<Files, Map<string, { readonly at: number; readonly trash: Trash }>>()

/**
 * Opens the trash of a root for what is taken away at `at` (ms since 1970) for one reason. Makes nothing until the first file comes. What is
 * opened for it within a minute shares a bin.
 */
export function openTrash(files: Files, root: string, at: number, why?: TrashReason): Trash {
  const bins = lastBins.get(files) ?? new Map<string, { at: number; trash: Trash }>()
  lastBins.set(files, bins)
  const kind = `${why ?? ''} ${root}`
  const last = bins.get(kind)
  if (last !== undefined && at >= last.at && at < last.at + timeOfOneBin) return last.trash
  const trash = newTrash(files, root, at, why)
  bins.set(kind, { at, trash })
  return trash
}

function newTrash(files: Files, root: string, at: number, why: TrashReason | undefined): Trash {
  let bin: Promise<Bin> | undefined
  const open = (): Promise<Bin> => {
    bin ??= makeBin(files, root, at, why).catch((error) => {
      bin = undefined
      throw error
    })
    return bin
  }

  return {
    async prepare(relative) {
      for (;;) {
        const current = await open()
        const prepared = await prepareIn(files, current, relative)
        if (prepared !== undefined) return prepared
        if ((await bin) === current) bin = undefined
      }
    },
  }
}

interface Bin {
  readonly folder: string
  /** Folders in it that are known to be there. */
  readonly made: Set<string>
  /** Places that were given out. */
  readonly given: Set<string>
}

async function makeBin(files: Files, root: string, at: number, why: TrashReason | undefined): Promise<Bin> {
  const { trash } = cacheFolderOf(root)
  for (let number = 1; ; number++) {
    const folder = `${trash}/${binName(at, number)}`
    try {
      await inFolderOfOurs(files, trash, () => files.mkdir(folder, 0o700))
    } catch (error) {
      if (isDiskError(error, 'exists')) continue
      throw error
    }
    await files.mkdir(`${folder}/files`, 0o700)
    await using record = await files.openFile(`${folder}/origin.json`, 'create', 0o600)
    const origin = { root, at: new Date(at).toISOString(), why }
    await record.write(new TextEncoder().encode(`${JSON.stringify(origin)}\n`), 0)
    return { folder, made: new Set(), given: new Set() }
  }
}

/**
 * undefined when another bin has to take it: this one holds the same path already, as a file or as a part of another path, or has been
 * emptied meanwhile.
 */
async function prepareIn(
  files: Files,
  bin: Bin,
  relative: string,
): Promise<{ place: string; folders: string[] } | undefined> {
  const components = relative.split('/')
  const name = components.pop() ?? ''
  let folder = `${bin.folder}/files`
  const folders = [bin.folder.slice(0, bin.folder.lastIndexOf('/')), bin.folder, folder]
  for (const component of components) {
    folder = `${folder}/${component}`
    folders.push(folder)
    if (bin.made.has(folder)) continue
    if (bin.given.has(folder)) return undefined
    try {
      await files.mkdir(folder, 0o700)
    } catch (error) {
      if (isDiskError(error, 'not-a-folder', 'missing')) return undefined
      if (!isDiskError(error, 'exists')) throw error
      if ((await files.lstat(folder))?.kind !== 'folder') return undefined
    }
    bin.made.add(folder)
  }
  if ((await files.lstat(folder)) === undefined) return undefined
  const place = `${folder}/${name}`
  if (bin.given.has(place) || bin.made.has(place) || (await files.lstat(place)) !== undefined)
    return undefined
  bin.given.add(place)
  return { place, folders }
}
