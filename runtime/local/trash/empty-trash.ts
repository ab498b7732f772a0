import { type Files, isDiskError } from '../../ports/files.ts'
import { listBins } from './list-trash.ts'

/** Files and bytes. */
export interface Thrown {
  readonly files: number
  readonly bytes: number
}

/** Throws away for good what was put into the trash before `before` (ms since 1970). Never follows a symlink. */
export async function emptyTrash(files: Files, root: string, before: number): Promise<Thrown> {
  let thrown: Thrown = { files: 0, bytes: 0 }
  for (const { folder, at } of await listBins(files, root)) {
    if (at >= before) continue
    thrown = sum(thrown, await removeTree(files, `${folder}/files`))
    // What is left is the record, which is not a file of anybody's.
    await removeTree(files, folder)
  }
  return thrown
}

async function removeTree(files: Files, folder: string): Promise<Thrown> {
  let thrown: Thrown = { files: 0, bytes: 0 }
  try {
    for (const { name, stats } of await files.list(folder)) {
      const path = `${folder}/${name}`
      if (stats?.kind === 'folder') {
        thrown = sum(thrown, await removeTree(files, path))
        continue
      }
      await files.unlink(path)
      thrown = sum(thrown, { files: 1, bytes: stats?.size ?? 0 })
    }
    await files.rmdir(folder)
  } catch (error) {
    if (!isDiskError(error, 'missing')) throw error
  }
  return thrown
}

function sum(one: Thrown, other: Thrown): Thrown {
  return { files: one.files + other.files, bytes: one.bytes + other.bytes }
}
