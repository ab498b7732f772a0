import { ancestorsOf, type PathKey, parentOf } from './path.ts'

/** When a folder comes down in one piece (files/download_zip), and its files not each by itself. */
export interface BulkLimits {
  /** Files that are wanted; for fewer, requests side by side are as quick. */
  readonly fewestFiles: number
  /** Bytes of a file that is to come this way; a larger one is worth a request of its own, which can be taken up where it ended. */
  readonly largestFile: number
  /** Entries below the folder. Dropbox refuses 10,000 (files/download_zip), and what it counts may be more than is known. */
  readonly mostEntries: number
  /** Bytes below the folder: what must come again when the answer breaks off, and goes on for minutes on a slow line. */
  readonly mostBytes: number
  /** The share of what the folder holds that may come in vain, 0 to 1. */
  readonly wasted: number
}

export const usualBulk: BulkLimits = {
  fewestFiles: 8,
  largestFile: 256 * 1024,
  mostEntries: 5_000,
  mostBytes: 64 * 1024 * 1024,
  wasted: 0.25,
}

/** What an entry costs beside its content, in bytes: its headers, and the server's work of finding it. */
const costOfEntry = 1024

/** A folder that comes down in one piece, and the files of it that are wanted this way. */
export interface BulkFolder<Wanted> {
  readonly path: PathKey
  readonly wanted: readonly Wanted[]
  /** All that Dropbox holds below it. */
  readonly below: { readonly entries: number; readonly bytes: number }
}

/**
 * Shares downloads out: whole folders where that pays, each as high up as it can be, and files by themselves. What is below such a folder and is not
 * wanted, be it unchanged, excluded, ignored or too large, comes in vain and counts as wasted. No folder lies in another one, and the
 * root is none: of a whole Dropbox there is no zip. `count` tells what Dropbox holds from a folder down, itself among the folders;
 * `mayAsk`, whether a folder may be asked for at all.
 */
export function chooseFolders<
  Wanted extends { readonly path: PathKey; readonly remote: { readonly size: number } },
>(
  downloads: readonly Wanted[],
  {
    count,
    mayAsk,
    limits,
  }: {
    readonly count: (folder: PathKey) => {
      readonly files: number
      readonly folders: number
      readonly bytes: number
    }
    readonly mayAsk: (folder: PathKey) => boolean
    readonly limits: BulkLimits
  },
): { readonly folders: readonly BulkFolder<Wanted>[]; readonly single: readonly Wanted[] } {
  const isSmall = ({ remote }: Wanted): boolean => remote.size <= limits.largestFile
  const wantedIn = new Map<PathKey, { files: number; bytes: number }>()
  const add = (sums: typeof wantedIn, folder: PathKey, files: number, bytes: number): void => {
    const sum = sums.get(folder)
    if (sum === undefined) sums.set(folder, { files, bytes })
    else {
      sum.files += files
      sum.bytes += bytes
    }
  }
  for (const download of downloads)
    if (isSmall(download)) add(wantedIn, parentOf(download.path), 1, download.remote.size)
  const wantedBelow: typeof wantedIn = new Map()
  for (const [parent, { files, bytes }] of wantedIn)
    for (const folder of foldersUpFrom(parent)) add(wantedBelow, folder, files, bytes)

  const judge = (path: PathKey): BulkFolder<Wanted>['below'] | undefined => {
    const wanted = wantedBelow.get(path)
    if (wanted === undefined || wanted.files < limits.fewestFiles || !mayAsk(path)) return undefined
    const { files, folders, bytes } = count(path)
    const entries = files + folders
    if (entries > limits.mostEntries || bytes > limits.mostBytes) return undefined
    const all = bytes + files * costOfEntry
    const used = wanted.bytes + wanted.files * costOfEntry
    return all - used <= all * limits.wasted ? { entries, bytes } : undefined
  }

  const judged = new Map<
    PathKey,
    { readonly path: PathKey; wanted: Wanted[]; below: BulkFolder<Wanted>['below'] } | undefined
  >()
  /** By the folder that a file is in. */
  const found = new Map<PathKey, { wanted: Wanted[] } | undefined>()
  const folderAbove = (parent: PathKey): { wanted: Wanted[] } | undefined => {
    for (const folder of foldersUpFrom(parent).reverse()) {
      if (!judged.has(folder)) {
        const below = judge(folder)
        judged.set(folder, below && { path: folder, wanted: [], below })
      }
      const chosen = judged.get(folder)
      if (chosen !== undefined) return chosen
    }
    return undefined
  }
  const folderOf = (path: PathKey): { wanted: Wanted[] } | undefined => {
    const parent = parentOf(path)
    if (!found.has(parent)) found.set(parent, folderAbove(parent))
    return found.get(parent)
  }

  const single: Wanted[] = []
  for (const download of downloads) {
    const folder = isSmall(download) ? folderOf(download.path) : undefined
    if (folder === undefined) single.push(download)
    else folder.wanted.push(download)
  }
  return { folders: [...judged.values()].filter((folder) => folder !== undefined), single }
}

/** A folder and all above it, without the root, of which there is no zip. */
function foldersUpFrom(folder: PathKey): PathKey[] {
  return folder === '' ? [] : [folder, ...ancestorsOf(folder)]
}
