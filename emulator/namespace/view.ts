import { LookupFailure, tag, WriteFailure } from '../protocol/failures.ts'
import type { LiveEntry } from './entry.ts'
import { isBelow, type Path, parseReadPath, parseWritePath, ROOT } from './path.ts'
import { revisionByRev } from './revision.ts'
import type { Workshop } from './space.ts'
import { liveEntryAt, liveEntryById } from './tree.ts'

/**
 * The part of a space that a caller sees as its root: the whole of it, a home folder in a team space, or an app's
 * folder. Everything outside is invisible.
 */
export interface View {
  account: string
  app: string
  namespace: number
  space: number
  /** Where the view's root lies in the space. */
  root: Path
  /** Places in the view that this account may not see, in lower case: the home folders of a team's other members. */
  forbidden: readonly string[]
  /** Folders that can be neither moved nor deleted, in lower case: a team member's own home. */
  fixed: readonly string[]
  /** Other namespaces of the account, for paths that begin with `ns:`. */
  namespaces: readonly { id: number; space: number; root: Path }[]
}

/** Whether a place of the space is part of the view. */
export function isVisible(view: View, pathLower: string): boolean {
  if (view.root.lower !== '' && !isBelow(pathLower, view.root.lower)) return false
  return !view.forbidden.some((folder) => pathLower === folder || isBelow(pathLower, folder))
}

/** What the caller calls a place of the space; undefined if it lies outside the view. */
export function visiblePath(view: View, place: { pathLower: string; pathDisplay: string }): Path | undefined {
  if (!isVisible(view, place.pathLower)) return undefined
  return {
    lower: place.pathLower.slice(view.root.lower.length),
    display: place.pathDisplay.slice(view.root.display.length),
  }
}

function below(root: Path, path: Path): Path {
  return { lower: root.lower + path.lower, display: root.display + path.display }
}

/** The place that a caller's text names for reading: `/a`, `id:...`, `ns:1/a` or ''. Throws LookupFailure. */
export function locateForReading(workshop: Workshop, view: View, text: string): Path {
  if (text.startsWith('id:')) return locateById(workshop, view, text)
  if (text.startsWith('ns:')) return locateInNamespace(workshop, view, text)
  const path = below(view.root, parseReadPath(text, workshop.config().names))
  if (path.lower !== view.root.lower && !isVisible(view, path.lower))
    throw new LookupFailure(tag('not_found'))
  return path
}

/** The place that a caller's text names for writing. Throws WriteFailure. */
export function locateForWriting(workshop: Workshop, view: View, text: string): Path {
  if (text.startsWith('id:') || text.startsWith('ns:')) {
    try {
      return locateForReading(workshop, view, text)
    } catch (error) {
      if (!(error instanceof LookupFailure)) throw error
      const malformed = error.error['.tag'] === 'malformed_path'
      throw new WriteFailure(tag(malformed ? 'malformed_path' : 'no_write_permission'))
    }
  }
  const path = below(view.root, parseWritePath(text, workshop.config().names))
  if (path.lower === view.root.lower) throw new WriteFailure(tag('malformed_path'))
  if (!isVisible(view, path.lower)) throw new WriteFailure(tag('no_write_permission'))
  return path
}

/** The file or folder that a caller's text names. Throws LookupFailure not_found. */
export function findEntry(workshop: Workshop, view: View, text: string): LiveEntry {
  const path = locateForReading(workshop, view, text)
  const entry = liveEntryAt(workshop.database, view.space, path.lower)
  if (!entry) throw new LookupFailure(tag('not_found'))
  return entry
}

/** The content that a caller's text names, also by `rev:...`. Throws LookupFailure not_found or not_file. */
export function findFile(workshop: Workshop, view: View, text: string) {
  if (!text.startsWith('rev:')) {
    const entry = findEntry(workshop, view, text)
    if (entry.kind !== 'file') throw new LookupFailure(tag('not_file'))
    return entry
  }
  const revision = revisionByRev(workshop.database, view.space, text.slice('rev:'.length))
  if (!revision || !isVisible(view, revision.pathLower)) throw new LookupFailure(tag('not_found'))
  return { kind: 'file' as const, removedSequence: null, sequence: 0, ...revision }
}

function locateById(workshop: Workshop, view: View, text: string): Path {
  const slash = text.indexOf('/')
  const id = slash < 0 ? text : text.slice(0, slash)
  const entry = liveEntryById(workshop.database, view.space, id)
  if (!entry || !isVisible(view, entry.pathLower)) throw new LookupFailure(tag('not_found'))
  const base = { lower: entry.pathLower, display: entry.pathDisplay }
  return slash < 0 ? base : below(base, parseReadPath(text.slice(slash), workshop.config().names))
}

function locateInNamespace(workshop: Workshop, view: View, text: string): Path {
  const slash = text.indexOf('/')
  const id = Number(text.slice('ns:'.length, slash < 0 ? undefined : slash))
  const namespace = view.namespaces.find((one) => one.id === id)
  if (!namespace || namespace.space !== view.space) throw new LookupFailure(tag('not_found'))
  const inner = slash < 0 ? ROOT : parseReadPath(text.slice(slash), workshop.config().names)
  return below(namespace.root, inner)
}
