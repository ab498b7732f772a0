import { markedName } from '../marked-name.ts'
import { joinPath, keyOf, type PathKey } from '../path.ts'

/** What a conflict copy is named after: the box, and the day in the box's own calendar, `YYYY-MM-DD`. */
export interface ConflictLabel {
  readonly boxName: string
  readonly day: string
}

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
  const box = label.boxName.replaceAll(/[/\\\p{Cc}]/gu, '-')
  for (let count = 1; ; count++) {
    const counted = count === 1 ? '' : ` (${count})`
    const candidate = markedName(name, ` (${box}'s conflicted copy ${label.day})${counted}`)
    if (!taken(joinPath(folder, keyOf(candidate)))) return candidate
  }
}
