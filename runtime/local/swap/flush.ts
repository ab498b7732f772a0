import { type Files, isDiskError } from '../../ports/files.ts'
import { syncFolder } from '../small-file.ts'

/** Folders whose names have changed and are to survive a power cut. */
export interface FolderFlush {
  /** Notes a folder. What was noted earlier is flushed earlier: note where something went before where it came from. */
  add(folder: string): void
  /**
   * Resolves when everything noted before the call is on the disk. Calls that come while one is under way share the next one. Throws
   * DiskError when a folder cannot be flushed; whatever rests on it must not be recorded. The next flush tries it again.
   */
  flush(): Promise<void>
}

/** Collects folders, so that many operations in one folder cost one fsync. */
export function folderFlush(files: Files): FolderFlush {
  let noted = new Set<string>()
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  const syncAll = async (): Promise<void> => {
    next = undefined
    const folders = noted
    noted = new Set()
    for (const folder of folders) {
      try {
        await syncUnlessGone(files, folder)
      } catch (error) {
        noted = new Set([...folders, ...noted])
        // One that nobody may open would hold up all others for good.
        if (isDiskError(error, 'no-permission')) noted.delete(folder)
        throw error
      }
      folders.delete(folder)
    }
  }

  return {
    add(folder) {
      noted.delete(folder)
      noted.add(folder)
    },
    flush() {
      if (next === undefined) {
        const before = running
        next = settled(before).then(syncAll)
        running = next
      }
      return next
    },
  }
}

/** What an earlier flush came to was told to those who waited for it. */
async function settled(promise: Promise<void>): Promise<void> {
  await promise.then(
    () => undefined,
    () => undefined,
  )
}

async function syncUnlessGone(files: Files, folder: string): Promise<void> {
  try {
    await syncFolder(files, folder)
  } catch (error) {
    // A folder that has been removed since has no names left to keep; its own removal is noted with its parent.
    if (!isDiskError(error, 'missing', 'not-a-folder', 'loop')) throw error
  }
}

/** Runs `work` with the caller's flush, or with one of its own that is flushed before the result is given. */
export async function flushing<Value>(
  files: Files,
  given: FolderFlush | undefined,
  work: (flush: FolderFlush) => Promise<Value>,
): Promise<Value> {
  if (given !== undefined) return work(given)
  const own = folderFlush(files)
  const value = await work(own)
  await own.flush()
  return value
}
