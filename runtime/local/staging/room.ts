import type { Files } from '../../ports/files.ts'

/** Bytes that stay free on any disk. */
const leastReserve = 64 * 1024 * 1024
/** The same as a share of the whole disk. */
const reserveShare = 0.01

/**
 * Whether `bytes` more can be written to the file system of `folder` with 1 % of it, and 64 MiB at the least, staying free: a disk that is
 * full to the brim breaks everything else on the box first.
 */
export async function hasRoomFor(files: Files, folder: string, bytes: number): Promise<boolean> {
  const { total, available } = await files.space(folder)
  return available - bytes >= reserveOf(total)
}

/** Bytes that are to stay free on a disk of `total` bytes. */
export function reserveOf(total: number): number {
  return Math.max(leastReserve, total * reserveShare)
}
