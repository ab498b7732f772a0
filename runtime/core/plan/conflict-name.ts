import { joinPath, keyOf, type PathKey } from '../path.ts'

/** What a conflict copy is named after: the box, and the day in the box's own calendar, `YYYY-MM-DD`. */
export interface ConflictLabel {
  readonly boxName: string
  readonly day: string
}

const longestName = 255

/**
 * The name of a conflict copy as Dropbox makes it, `report (BOX's conflicted copy 2026-11-21).txt`, counted up until `taken`
 * says that it is free, and cut so that it fits 255 bytes.
 */
export function conflictName(
  name: string,
  folder: PathKey,
  label: ConflictLabel,
  taken: (path: PathKey) => boolean,
): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const extension = dot > 0 ? name.slice(dot) : ''
  const box = label.boxName.replaceAll(/[/\\\p{Cc}]/gu, '-')
  for (let count = 1; ; count++) {
    const counted = count === 1 ? '' : ` (${count})`
    const tail = ` (${box}'s conflicted copy ${label.day})${counted}${extension}`
    const candidate = fitting(stem, tail)
    if (!taken(joinPath(folder, keyOf(candidate)))) return candidate
  }
}

function fitting(stem: string, tail: string): string {
  const room = longestName - bytesOf(tail)
  if (bytesOf(stem) <= room) return stem + tail
  let cut = ''
  for (const character of stem) {
    if (bytesOf(cut) + bytesOf(character) > room) break
    cut += character
  }
  return cut.trimEnd() + tail
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
