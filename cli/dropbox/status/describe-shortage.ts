import { reserveOf } from '../../../runtime/core/safety/disk-room.ts'
import type { DiskShortage } from '../../../runtime/engine/status.ts'
import { grouped, size, visible } from '../../terminal/text.ts'

/** That files wait for room on a disk, how many, and what helps: one line. `named`: say which disk, since there may be more than one. */
export function describeShortage(
  { target, total, available, files, bytes }: DiskShortage,
  named = false,
): string {
  const disk = named ? `The disk of ${visible(target)}` : 'Your disk'
  const waiting = `${grouped(files)} ${files === 1 ? 'file waits' : 'files wait'}`
  return `${disk} is nearly full: ${size(available)} free of ${size(total)}, and ${size(reserveOf(total))} stay free; ${waiting} in Dropbox (${size(bytes)}). Free some space, leave folders out with "dropbox exclude add", or type: dropbox trash empty`
}
