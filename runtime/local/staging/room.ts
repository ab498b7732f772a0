import { reserveOf } from '../../core/safety/disk-room.ts'
import type { Files } from '../../ports/files.ts'

/** Whether `bytes` more can be written to the file system of `folder` with the reserve (`reserveOf`) staying free. */
export async function hasRoomFor(files: Files, folder: string, bytes: number): Promise<boolean> {
  const { total, available } = await files.space(folder)
  return available - bytes >= reserveOf(total)
}
