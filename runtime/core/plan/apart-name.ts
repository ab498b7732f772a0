import { markedName } from '../marked-name.ts'
import { joinPath, keyOf, type PathKey } from '../path.ts'

/**
 * The name of what was made where selective sync keeps something else away, as Dropbox's client calls it: `Photos (Selective Sync Conflict)`, counted up
 * until `taken` says that it is free, and cut so that it fits 255 bytes.
 */
export function apartName(name: string, folder: PathKey, taken: (path: PathKey) => boolean): string {
  for (let count = 1; ; count++) {
    const candidate = markedName(name, ` (Selective Sync Conflict${count === 1 ? '' : ` ${count}`})`)
    if (!taken(joinPath(folder, keyOf(candidate)))) return candidate
  }
}
