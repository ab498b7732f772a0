import { mkdtemp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchDropbox } from './dropbox.ts'

/**
 * Puts a folder where it stays until all runs are over. Without a journal, ext4 passes over the inodes of what was deleted within the last minutes, one
 * by one, for each file that is made (fs/ext4/ialloc.c, recently_deleted): thousands of files that are removed after a run cost the next one more than
 * a second.
 */
export async function leave(dropbox: BenchDropbox, folder: string): Promise<void> {
  await rename(folder, join(await mkdtemp(join(dropbox.folder, 'left-')), 'folder'))
}
