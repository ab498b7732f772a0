import { conflictCopyOf, conflictWords } from '../../core/conflict-copy.ts'
import { markedName } from '../../core/marked-name.ts'
import { joinPath, keyOf, nameOf, type PathKey, parentOf } from '../../core/path.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import type { LocalFile } from '../../core/tree.ts'
import { createPlaces } from '../../engine/places.ts'
import { folderFlush } from '../../local/swap/flush.ts'
import { giveName } from '../../local/swap/give-name.ts'
import { openParent } from '../../local/swap/parent.ts'
import { placeFile } from '../../local/swap/place-file.ts'
import { removeFile } from '../../local/swap/remove-file.ts'
import { openTrash } from '../../local/trash/trash.ts'
import type { FileStats, Files } from '../../ports/files.ts'
import type { Store } from '../../ports/store.ts'
import { AgentError } from '../errors.ts'
import type { ConflictPair, ConflictSide, KeepOfPair, Resolved, SeenPair } from './pair.ts'
import { createShownPairs } from './shown.ts'

/** The conflict copies of a box, for people. */
export interface Conflicts {
  /** Every conflict copy that syncs, with its original. `show`: a person is shown them now; what changes after that is not resolved unseen. */
  list(show: boolean): Promise<readonly ConflictPair[]>
  /**
   * Keeps one of a pair, or both. Throws AgentError `changed-since`, and does nothing, when either is not as `seen`, or not as it was shown last; and
   * DiskError. What is not kept goes to the trash.
   */
  resolve(keep: KeepOfPair, seen: SeenPair): Promise<Resolved>
}

interface Found {
  readonly pair: ConflictPair
  readonly root: string
  readonly copy: LocalFile
  readonly original: LocalFile | undefined
}

/** Makes the conflicts of a box. `files` must be the engine's, if one works beside it: what one has in its hand, the other leaves alone. */
export function createConflicts(parts: {
  readonly store: Store
  readonly files: Files
  readonly boxName: string
  /** ms since 1970. */
  readonly now: () => number
}): Conflicts {
  const { store, files, boxName, now } = parts
  const shown = createShownPairs(store)
  // As it stands in names (see `conflictName`).
  const ourName = keyOf(boxName.replaceAll(/[/\\\p{Cc}]/gu, '-'))

  const find = async (path: PathKey): Promise<Found | undefined> => {
    const places = createPlaces(store, new Map(store.roots().map((root) => [root.path, root])))
    const { local } = store.get(path)
    const name = local?.kind === 'file' ? conflictCopyOf(local.name) : undefined
    const place = places.of(path)
    if (local?.kind !== 'file' || name === undefined || place === undefined) return undefined
    const spell = spellerOf(store)
    const side = async (key: PathKey, known: LocalFile): Promise<[ConflictSide, LocalFile] | undefined> => {
      const file = places.of(key)?.absolute
      const stats = file === undefined ? undefined : await files.lstat(file)
      if (file === undefined || stats?.kind !== 'file') return undefined
      const { size, modified } = stats
      const version = [stats.inode, size, modified, stats.changed].join(' ')
      return [{ path: spell(key), file, size, modified, version }, asExpected(stats, known)]
    }
    const copy = await side(path, local)
    if (copy === undefined) return undefined
    const originalKey = joinPath(parentOf(path), keyOf(name.original))
    const known = store.get(originalKey).local
    const original = known?.kind === 'file' ? await side(originalKey, known) : undefined
    const { by } = name
    const mine = by === undefined ? undefined : keyOf(by) === ourName ? 'copy' : 'original'
    const pair: ConflictPair = { copy: copy[0], original: original?.[0], by, mine }
    return { pair, root: place.root, copy: copy[1], original: original?.[1] }
  }

  const record = (action: string, path: string, detail?: string): void =>
    store.record({ at: now(), action, path, detail, box: boxName })

  /** The copy gets a name that tells whose it is and of no conflict, and is free. */
  const renameCopy = async ({ pair, root }: Found, name: string): Promise<string> => {
    const flush = folderFlush(files)
    await using parent = await openParent(files, root, pair.copy.file)
    if (parent === undefined) throw changedSince()
    for (let attempt = 1; ; attempt++) {
      const mark = ` (${pair.by ?? 'copy'})${attempt === 1 ? '' : ` (${attempt})`}`
      const next = attempt === 1 && pair.original === undefined ? name : markedName(name, mark)
      if (!(await giveName(files, parent.at(parent.name), parent.at(next)))) continue
      flush.add(parent.path)
      await flush.flush()
      return joinPath(parentOf(pair.copy.path), next)
    }
  }

  const throwAway = async ({ pair, root, copy }: Found): Promise<void> => {
    const { result } = await removeFile(files, {
      ...{ root, target: pair.copy.file, expected: copy },
      trash: openTrash(files, root, now(), 'resolved'),
      copyName: (attempt) => markedName(nameOf(pair.copy.path), ` (${attempt + 2})`),
    })
    if (result !== 'removed') throw changedSince()
  }

  /** Puts the copy in the place of the original, which goes to the trash: at every moment one of the two is there. */
  const putInPlace = async (found: Found, original: ConflictSide, expected: LocalFile): Promise<void> => {
    const { pair, root, copy } = found
    const { result } = await placeFile(files, {
      ...{ root, target: original.file, expected, modified: copy.modified, now },
      staged: { path: pair.copy.file, hash: copy.hash, size: copy.size },
      trash: openTrash(files, root, now(), 'resolved'),
      copyName: (attempt) => markedName(nameOf(original.path), ` (${attempt + 2})`),
    })
    if (result !== 'placed') throw changedSince()
  }

  return {
    async list(show) {
      const pairs: ConflictPair[] = []
      for (const path of store.localNamed(conflictWords)) {
        const found = await find(path)
        if (found !== undefined) pairs.push(found.pair)
      }
      if (show) shown.show(pairs)
      return pairs
    },
    async resolve(keep, seen) {
      const found = await find(keyOf(seen.path))
      if (found === undefined) throw changedSince()
      const { pair } = found
      const isSeen = pair.copy.version === seen.copy && pair.original?.version === seen.original
      if (!isSeen || !shown.isAsShown(pair)) throw changedSince()
      const plain = conflictCopyOf(nameOf(pair.copy.path))?.original ?? nameOf(pair.copy.path)
      shown.forget(pair)
      if (pair.original === undefined || found.original === undefined) {
        if (keep === 'original')
          throw new AgentError('no-original', `There is no "${plain}" beside it that could be kept.`)
        const kept = await renameCopy(found, plain)
        record('conflict resolved', kept, pair.copy.path)
        return { kept: [kept], trashed: undefined }
      }
      const { path } = pair.original
      switch (keep) {
        case 'both': {
          const copy = await renameCopy(found, nameOf(path))
          record('conflict resolved', copy, pair.copy.path)
          return { kept: [path, copy], trashed: undefined }
        }
        case 'original':
          await throwAway(found)
          record('conflict resolved', path, pair.copy.path)
          return { kept: [path], trashed: pair.copy.path }
        case 'copy':
          await putInPlace(found, pair.original, found.original)
          record('conflict resolved', path, pair.copy.path)
          return { kept: [path], trashed: path }
        default:
          return keep satisfies never
      }
    },
  }
}

/** What a step that takes a file away or replaces it is to find: the file as it was looked at just now. */
function asExpected(stats: FileStats, { name, hash }: LocalFile): LocalFile {
  const { size, modified, changed, inode, born } = stats
  return { kind: 'file', name, hash, size, modified, changed, inode, born }
}

function changedSince(): AgentError {
  return new AgentError(
    'changed-since',
    'One of the two has changed since it was shown. Look at them again with "dropbox conflicts diff".',
  )
}
