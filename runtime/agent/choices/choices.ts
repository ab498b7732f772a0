import { type NewFolders, newFoldersOf } from '../../core/new-folders.ts'
import { ancestorsOf, type DisplayPath, isBelow, joinPath, keyOf, type PathKey } from '../../core/path.ts'
import { decide } from '../../core/plan/decide.ts'
import { spelledName, spellerOf } from '../../core/plan/spelling.ts'
import type { Triple } from '../../core/tree.ts'
import type { Store } from '../../ports/store.ts'

/** `partly`: some of what is in it syncs. `waiting`: it was chosen, and is not the same on both sides yet. */
export type ChoiceState = 'synced' | 'not-synced' | 'partly' | 'waiting'

/** Files, and bytes of all of them. */
export interface Amount {
  readonly files: number
  readonly bytes: number
}

/** A file or folder with what selective sync makes of it. */
export interface ChoiceItem extends Amount {
  readonly path: DisplayPath
  readonly kind: 'file' | 'folder'
  readonly state: ChoiceState
  /** What of it is the same on both sides. */
  readonly synced: Amount
  /** What is on its way, or waits to be. */
  readonly waiting: Amount
  /** What is in it; undefined where that was not looked into. */
  readonly items: readonly ChoiceItem[] | undefined
}

/** What syncs, as a tree. */
export interface Choices {
  readonly newFolders: NewFolders
  readonly items: readonly ChoiceItem[]
}

/** What is to be told: what is in `folder` (spelled anyhow), opened `depth` levels deep; partly chosen folders are always opened. */
export interface ChoicesWanted {
  readonly folder: string
  readonly depth: number
}

/** So many items one answer holds at most; deeper folders stay closed then. */
const mostItems = 5_000

/** Whether an ignore rule keeps a path out, so that nobody waits for it. */
export type Ignored = (path: PathKey, isFolder: boolean) => boolean

/** What syncs, from the trees as the last looks at both sides left them. What an ignore rule names waits for nothing. */
export function choicesOf(store: Store, ignored: Ignored, { folder, depth }: ChoicesWanted): Choices {
  const rules = store.selection()
  const spell = spellerOf(store)
  const waits = waitingIn(store, ignored)
  let left = mostItems

  const itemAt = (
    path: PathKey,
    display: DisplayPath,
    triple: Triple,
    level: number,
  ): ChoiceItem | undefined => {
    const shown = triple.remote ?? triple.local
    if (shown === undefined) return undefined
    left--
    const isDivided = shown.kind === 'folder' && rules.some((rule) => isBelow(rule.path, path))
    const isOpen = shown.kind === 'folder' && (isDivided || level > 1) && left > 0
    const items = isOpen ? itemsIn(path, display, level - 1) : undefined
    const waiting = waits.get(path) ?? nothing
    return {
      path: display,
      kind: shown.kind,
      state: stateOf(store.wanted(path), waiting, isDivided ? items : undefined),
      ...amountOf(store, triple.remote === undefined ? 'local' : 'remote', path),
      synced: amountOf(store, 'synced', path),
      waiting,
      items,
    }
  }

  const itemsIn = (path: PathKey, display: DisplayPath, level: number): ChoiceItem[] => {
    const items: ChoiceItem[] = []
    for (const [key, triple] of store.children(path)) {
      const item = itemAt(key, joinPath(display, spelledName(key, triple)), triple, level)
      if (item !== undefined && !ignored(key, item.kind === 'folder')) items.push(item)
    }
    return items.sort(inOrder)
  }

  const top = keyOf(folder)
  return { newFolders: newFoldersOf(rules), items: itemsIn(top, spell(top), depth) }
}

const nothing: Amount = { files: 0, bytes: 0 }

function stateOf(isWanted: boolean, waiting: Amount, inner: readonly ChoiceItem[] | undefined): ChoiceState {
  if (!isWanted) return 'not-synced'
  if (inner?.some(({ state }) => state === 'not-synced' || state === 'partly')) return 'partly'
  return waiting.files > 0 ? 'waiting' : 'synced'
}

function amountOf(store: Store, tree: 'remote' | 'local' | 'synced', path: PathKey): Amount {
  const { files, bytes } = store.count(tree, path)
  return { files, bytes }
}

/** What waits at and below each path. */
function waitingIn(store: Store, ignored: Ignored): ReadonlyMap<PathKey, Amount> {
  const waits = new Map<PathKey, { files: number; bytes: number }>()
  for (const [path, triple] of store.unsettled()) {
    const bytes = bytesWaiting(triple)
    if (bytes === undefined || !store.wanted(path) || ignored(path, false)) continue
    for (const at of [path, ...ancestorsOf(path)]) {
      const known = waits.get(at)
      if (known === undefined) waits.set(at, { files: 1, bytes })
      else {
        known.files++
        known.bytes += bytes
      }
    }
  }
  return waits
}

/** Bytes that are to be moved so that a file is the same on both sides; undefined when nothing is to be done to it. */
function bytesWaiting(triple: Triple): number | undefined {
  const { remote, local } = triple
  if (remote?.kind !== 'file' && local?.kind !== 'file') return undefined
  if (remote?.kind === 'file' && !remote.downloadable) return undefined
  const decision = decide(triple)
  switch (decision) {
    case 'fetch':
      return remote?.kind === 'file' ? remote.size : 0
    case 'send':
    case 'conflict':
      return local?.kind === 'file' ? local.size : 0
    case 'delete-local':
    case 'delete-remote':
      return 0
    case 'settle':
    case 'forget':
    case 'recase-local':
    case 'recase-remote':
      return undefined
    default:
      return decision satisfies never
  }
}

function inOrder(one: ChoiceItem, other: ChoiceItem): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1
  return one.path.localeCompare(other.path, 'en', { numeric: true })
}
