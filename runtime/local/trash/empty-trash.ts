import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { type Bin, listBins } from './list-trash.ts'

/** Files and bytes. */
export interface Thrown {
  readonly files: number
  readonly bytes: number
}

/**
 * Throws away for good what is in these bins, but for the files that `spared` names, and gives what it was. Never follows a symlink.
 * Throws DiskError.
 */
export async function emptyBins(
  files: Files,
  bins: readonly Bin[],
  spared: (bin: Bin, file: FileStats) => boolean = () => false,
): Promise<Thrown> {
  let thrown: Thrown = { files: 0, bytes: 0 }
  for (const bin of bins) {
    const emptied = await removeTree(files, `${bin.folder}/files`, (file) => spared(bin, file))
    thrown = sum(thrown, emptied)
    // What is left is the record, which is not a file of anybody's.
    if (emptied.whole) await removeTree(files, bin.folder, () => false)
  }
  return thrown
}

/** Throws away for good what was put into the trash of a root before `before` (ms since 1970). */
export async function emptyTrash(files: Files, root: string, before: number): Promise<Thrown> {
  const bins = await listBins(files, root)
  return emptyBins(
    files,
    bins.filter(({ at }) => at < before),
  )
}

/** `whole`: nothing is left of it. */
async function removeTree(
  files: Files,
  folder: string,
  spared: (file: FileStats) => boolean,
): Promise<Thrown & { readonly whole: boolean }> {
  let thrown: Thrown = { files: 0, bytes: 0 }
  let whole = true
  try {
    for (const { name, stats } of await files.list(folder)) {
      const path = `${folder}/${name}`
      if (stats?.kind === 'folder') {
        const inner = await removeTree(files, path, spared)
        thrown = sum(thrown, inner)
        whole &&= inner.whole
      } else if (stats !== undefined && spared(stats)) whole = false
      else if (await unlinkUnlessGone(files, path))
        thrown = sum(thrown, { files: 1, bytes: stats?.size ?? 0 })
    }
    if (whole) await files.rmdir(folder)
  } catch (error) {
    // Something came into it meanwhile: it stays for another time.
    if (isDiskError(error, 'not-empty', 'exists')) return { ...thrown, whole: false }
    if (!isDiskError(error, 'missing')) throw error
  }
  return { ...thrown, whole }
}

async function unlinkUnlessGone(files: Files, path: string): Promise<boolean> {
  try {
    await files.unlink(path)
    return true
  } catch (error) {
    // Somebody took it out of the trash.
    if (isDiskError(error, 'missing')) return false
    throw error
  }
}

function sum(one: Thrown, other: Thrown): Thrown {
  return { files: one.files + other.files, bytes: one.bytes + other.bytes }
}
