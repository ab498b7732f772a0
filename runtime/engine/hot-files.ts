import type { PathKey } from '../core/path.ts'
import type { Clock } from '../ports/clock.ts'

/** Knows the files that change faster than they can be sent: logs, databases. Such a file goes up from a copy, now and then. */
export interface HotFiles {
  /** An upload came to nothing, since the file was another before it had ended. */
  changed(path: PathKey): void
  /** An upload was not begun, since the file was another by then: counted as one in vain, but nothing was sent that would be sent again. */
  overtaken(path: PathKey): void
  /** An upload reached Dropbox, from a copy or from the file itself. */
  wentUp(path: PathKey, fromCopy: boolean): void
  /** Whether the next upload is to be made from a copy. */
  needsCopy(path: PathKey): boolean
  /** Whether it is too early for another upload. */
  rests(path: PathKey): boolean
  /** Whether an upload was asked for and put off since the last call of this. */
  putOff(): boolean
  /** ms until one of those that rest may be sent again, or undefined. */
  wait(): number | undefined
}

/** After so many uploads in vain. */
const patience = 2
/** ms between two uploads from a copy: what changes every second need not be sent every second. */
const pause = 60_000
const firstPause = 500
/** ms after which nothing is known any more of a file that gave no trouble. */
const memory = 10 * 60_000

export function createHotFiles(clock: Clock): HotFiles {
  const files = new Map<PathKey, { readonly failures: number; readonly until: number }>()
  let asked = false
  const known = (path: PathKey): { readonly failures: number; readonly until: number } | undefined => {
    const file = files.get(path)
    if (file === undefined || clock.monotonic() - file.until < memory) return file
    files.delete(path)
    return undefined
  }
  return {
    changed(path) {
      const failures = (known(path)?.failures ?? 0) + 1
      files.set(path, {
        failures,
        until: clock.monotonic() + Math.min(pause, firstPause * 2 ** (failures - 1)),
      })
    },
    overtaken(path) {
      const before = known(path)
      const failures = before?.failures ?? 0
      const until = Math.max(before?.until ?? 0, clock.monotonic())
      files.set(path, { failures: Math.max(failures, Math.min(failures + 1, patience)), until })
    },
    wentUp(path, fromCopy) {
      if (fromCopy) files.set(path, { failures: patience, until: clock.monotonic() + pause })
      else files.delete(path)
    },
    needsCopy: (path) => (known(path)?.failures ?? 0) >= patience,
    rests(path) {
      const rests = (files.get(path)?.until ?? 0) > clock.monotonic()
      asked ||= rests
      return rests
    },
    putOff() {
      const was = asked
      asked = false
      return was
    },
    wait() {
      const now = clock.monotonic()
      const waits = [...files.values()].flatMap(({ until }) => (until > now ? [until - now] : []))
      return waits.length === 0 ? undefined : Math.min(...waits)
    },
  }
}
