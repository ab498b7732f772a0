import { join } from 'node:path'
import type { ChoiceItem } from '../../../runtime/agent/choices/choices.ts'
import type { Control } from '../../../runtime/agent/control.ts'
import { type DisplayPath, keyOf, parentOf } from '../../../runtime/core/path.ts'
import { reserveOf } from '../../../runtime/core/safety/disk-room.ts'
import { type SelectionRule, selectionOf } from '../../../runtime/core/selection.ts'
import { statsAt } from '../../../runtime/local/node/file-stats.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import { size } from '../../terminal/text.ts'

/** What is to come down, and what is free for it: bytes. */
export interface Room {
  readonly needed: number
  /** What of the disk may be filled: beyond the reserve that stays free on any. */
  readonly free: number
  readonly missing: boolean
}

/** Whether what comes with a choice fits the disk of the Dropbox folder. Throws DiskError. */
export async function roomFor(files: Pick<Files, 'space'>, folder: string, needed: number): Promise<Room> {
  const free = await freeIn(files, folder)
  return { needed, free, missing: needed > free }
}

/** Bytes of these places that are not on the computer yet, and come there once the rules are these. */
export async function bytesToCome(
  control: Pick<Control, 'choices'>,
  rules: readonly SelectionRule[],
  places: readonly DisplayPath[],
): Promise<number> {
  const wanted = selectionOf(rules)
  const toCome = (item: ChoiceItem): number => {
    if (item.items !== undefined) return item.items.reduce((bytes, inner) => bytes + toCome(inner), 0)
    return wanted(keyOf(item.path)) ? Math.max(0, item.bytes - item.synced.bytes) : 0
  }
  let bytes = 0
  for (const place of places) {
    const { items } = await control.choices({ folder: parentOf(place), depth: 1 })
    // The whole Dropbox is in no folder.
    const meant = place === '' ? items : items.filter(({ path }) => keyOf(path) === keyOf(place))
    for (const item of meant) bytes += toCome(item)
  }
  return bytes
}

/** Bytes that may still be filled on the disk of a folder, which need not be there. Throws DiskError. */
export async function freeIn(files: Pick<Files, 'space'>, folder: string): Promise<number> {
  const { total, available } = await files.space(nearestFolder(folder))
  return Math.max(0, available - reserveOf(total))
}

/** That more was chosen than fits: a warning. */
export function describeTooMuch({ needed, free }: Room): string {
  return `Warning: this needs ${size(needed)}, and only ${size(free)} are free for it on this disk. What does not fit waits in Dropbox.`
}

/** The folder itself, or the nearest above it that is there. Throws DiskError. */
export function nearestFolder(folder: string): string {
  return statsAt(folder) === undefined && folder !== '/' ? nearestFolder(join(folder, '..')) : folder
}
