import type { Watching } from '../../ports/watch.ts'
import type { HintCollector } from './hints.ts'

/** What a way of watching is given. */
export interface WatchOrder {
  /** Absolute and resolved. */
  readonly root: string
  /** Whether a folder or file (absolute) is left out. */
  readonly ignored: (path: string) => boolean
  readonly hints: HintCollector
}

/** A root that is being watched. */
export interface Watcher {
  /** Folders with a watch of their own, now. */
  folders(): number
  /** Why some that can be read have none, or undefined. */
  shortfall(): string | undefined
  /** See `Watching.found`. */
  found?: Watching['found']
  /** Watches the folders that there are now, no others. */
  reconcile(): Promise<void>
  close(): Promise<void>
}

const limits: Readonly<Record<string, string>> = {
  ENOSPC: 'the limit fs.inotify.max_user_watches is reached',
  EMFILE: 'the limit fs.inotify.max_user_instances is reached',
}

/** Why a folder could not be watched, as half a sentence; undefined when it is merely gone. */
export function watchFailure(error: unknown): string | undefined {
  const code = codeOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  return limits[code] ?? `watching failed (${code || String(error)})`
}

/** Whether a folder could not be watched because too many are. */
export function isWatchLimit(error: unknown): boolean {
  return limits[codeOf(error)] !== undefined
}

/** Whether a folder could not be watched because it cannot be read. */
export function isUnreadable(error: unknown): boolean {
  return codeOf(error) === 'EACCES'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
