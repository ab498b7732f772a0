import { lowerCase } from './names.ts'

/**
 * A place in the Dropbox folder: `''` is the folder itself, everything else starts with `/` and has no `/` at its end.
 * Keys are lower-cased and NFC (see `keyOf`), so that two spellings which Dropbox takes for one name are one key.
 */
export type PathKey = string

/** Like a key, in the spelling that a person sees. */
export type DisplayPath = string

/** The root of the Dropbox folder. */
export const rootKey: PathKey = ''

/** Characters from which on no path can be on a box: PATH_MAX is 4096 bytes (limits.h), and each takes one at least. */
export const tooLongPath = 4096

/** The key of a path as Dropbox compares paths: NFC, then lower-cased code point by code point (dropbox-api-spec, `path_lower`). */
export function keyOf(path: DisplayPath): PathKey {
  return lowerCase(path.normalize('NFC'))
}

/** The last component; `''` for the root. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folder that holds `path`; the root's parent is the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '' : path.slice(0, slash)
}

/** `folder/name`. */
export function joinPath(folder: string, name: string): string {
  return `${folder}/${name}`
}

/** Whether `path` is `folder` or lies below it. Both must be spelled the same way (two keys, or two display paths). */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** Whether `path` lies below `folder` and is not `folder` itself. */
export function isBelow(path: string, folder: string): boolean {
  return path !== folder && isWithin(path, folder)
}

/** How many components a path has; 0 for the root. */
export function depthOf(path: string): number {
  let depth = 0
  for (let index = 0; index < path.length; index++) if (path.charCodeAt(index) === 47) depth++
  return depth
}

/** Every folder above `path`, the nearest first, without the root. */
export function* ancestorsOf(path: string): Generator<string> {
  for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) yield parent
}

/**
 * Of the folders above `path`, the nearest first, those whose length is in `lengths`: only they can be in a set of paths with these lengths. Costs
 * the length of the path where few are, however many folders are on the way.
 */
export function* ancestorsAmong(path: string, lengths: ReadonlySet<number>): Generator<string> {
  if (lengths.size === 0) return
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    if (lengths.has(slash)) yield path.slice(0, slash)
}

/** `path` with its leading `from` exchanged for `to`; `path` must lie within `from`. */
export function rebase(path: string, from: string, to: string): string {
  return to + path.slice(from.length)
}
