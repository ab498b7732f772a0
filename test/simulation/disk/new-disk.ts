import type { Files } from '../../../runtime/ports/files.ts'
import { createChance } from '../world/chance.ts'
import { createDisk, type DiskSettings, type SimulatedDisk } from './disk.ts'

/** A disk for one test, with the folder `/home`, and its clock, which stands still until it is moved. */
export function newDisk(settings: Partial<DiskSettings> & { readonly seed?: number } = {}): {
  readonly disk: SimulatedDisk
  readonly clock: { now: number }
} {
  const { seed = 1, ...own } = settings
  const clock = { now: Date.UTC(2026, 10, 3) }
  const disk = createDisk({ clock: () => clock.now, random: createChance(seed, 'disk').fraction, ...own })
  disk.hands.mkdir('/home')
  disk.flush()
  return { disk, clock }
}

/** Writes a file through the port, as a program would. */
export async function writeThrough(files: Files, path: string, content: string): Promise<void> {
  await using file = await files.openFile(path, 'write')
  await file.write(new TextEncoder().encode(content), 0)
}

/** Flushes a file or folder through the port. */
export async function flushThrough(files: Files, path: string): Promise<void> {
  const isFolder = (await files.lstat(path))?.kind === 'folder'
  await using open = isFolder ? await files.openFolder(path) : await files.openFile(path, 'write')
  await open.sync()
}
