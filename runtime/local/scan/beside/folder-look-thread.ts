import type { FolderLook, FolderLooks } from '../../../ports/folder-looks.ts'
import { createThread } from '../../node/thread.ts'

/** Folders to look at, absolute, and what goes into their fingerprints. */
export interface Order {
  readonly folders: readonly string[]
  readonly salt: string
}

/** Fewer are looked at within half a second, and a thread takes 14 MB for a while. */
const worthAThread = 20_000

/** MiB: the names of two million files in one folder, which are read before anybody knows how many they are. */
const heap = 128

/**
 * Looks at folders on a thread of its own: nearly all of a look is the work of the system. Where no thread can be had, it sees none. `program` is what the
 * thread runs.
 */
export function folderLookThread(
  fewest = worthAThread,
  program: URL = new URL('./look-at-folders.ts', import.meta.url),
): FolderLooks {
  const thread = createThread<Order, readonly (FolderLook | undefined)[]>(program, heap)
  return {
    fewest,
    async look(folders, salt) {
      // Whatever keeps a thread from beginning keeps nobody from looking himself.
      const looks = await thread.ask({ folders, salt }).catch(() => undefined)
      return looks ?? folders.map(() => undefined)
    },
  }
}
