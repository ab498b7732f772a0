import { following, including } from '../../../core/choice.ts'
import { joinPath, type PathKey, parentOf } from '../../../core/path.ts'
import { spellerOf } from '../../../core/plan/spelling.ts'
import { syncFolder } from '../../../local/small-file.ts'
import { giveName } from '../../../local/swap/give-name.ts'
import type { Files } from '../../../ports/files.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import type { Problem } from '../../status.ts'
import type { RootsSeen } from './look.ts'
import type { RootFlags } from './root-flags.ts'
import { spellingOf } from './spelling.ts'

/** Follows what becomes of mapped folders in Dropbox. */
export interface RenamedMappings {
  /**
   * Follows each mapped folder that was renamed in Dropbox: its link gets the new name, and goes on syncing. Without this, the rename would look
   * like the deletion of everything in the mapped folder. Those that cannot be followed, since the new name is taken on the box or is not at
   * the top, are out of reach in what it gives, and told.
   */
  follow(seen: RootsSeen): Promise<RootsSeen>
}

export function createRenamedMappings(parts: {
  readonly store: Store
  readonly files: Files
  readonly known: Map<PathKey, KnownRoot>
  readonly flags: RootFlags
  readonly folder: string
  readonly told: (action: string, path: string, detail?: string) => void
}): RenamedMappings {
  const { store, files, known, flags, folder, told } = parts
  /** Where folders were found that are not at the top; looking for them again would mean looking through everything. */
  const found = new Map<string, PathKey>()

  /** Where Dropbox holds a folder now. */
  const placeOf = (id: string): PathKey | undefined => {
    const before = found.get(id)
    if (before !== undefined && store.get(before).remote?.id === id) return before
    found.delete(id)
    for (const [path, remote] of foldersIn(store)) {
      if (remote !== id) continue
      found.set(id, path)
      return path
    }
    return undefined
  }

  const rename = async (root: KnownRoot, to: PathKey): Promise<boolean> => {
    const there = store.get(to)
    if (parentOf(to) !== '' || there.local !== undefined || there.synced !== undefined) return false
    const name = there.remote?.name ?? to.slice(1)
    const link = `${folder}/${store.get(root.path).local?.name ?? root.path.slice(1)}`
    const renamed = `${folder}/${name}`
    if (!(await giveLinkName(files, link, renamed))) return false
    // Were the old name to come back, the folder would go up once more under it.
    await syncFolder(files, folder)
    const moved = { ...root, path: to }
    store.transaction(() => {
      store.rebase('local', root.path, to)
      store.rebase('synced', root.path, to)
      const { local, synced } = store.get(to)
      if (local !== undefined) store.setLocal(to, { ...local, name })
      if (synced !== undefined) store.setSynced(to, { ...synced, name })
      store.deleteRoot(root.path)
      store.putRoot(moved)
      flags.renamed(root.path, to)
      const display = joinPath('', name)
      // What was chosen below it, an exclusion above all, goes with it.
      store.setSelection(including(following(store.selection(), root.path, display), display))
      told('link renamed', display, root.path)
    })
    known.delete(root.path)
    known.set(to, moved)
    return true
  }

  return {
    async follow(seen) {
      const stranded: Problem[] = []
      for (const root of [...known.values()]) {
        if (root.path === '') continue
        const { remote, local, synced } = store.get(root.path)
        if (remote !== undefined || local === undefined || synced === undefined || synced.id === '') continue
        const to = placeOf(synced.id)
        if (to === undefined || (await rename(root, to))) continue
        seen.outOfReach.add(root.path)
        const why = { reason: 'moved-in-dropbox', to: spellerOf(store)(to) } as const
        stranded.push({ path: spellingOf(root, store), why })
      }
      return stranded.length === 0 ? seen : { ...seen, problems: [...seen.problems, ...stranded] }
    },
  }
}

/** Gives a link a name that is free; false where it is taken, or where no link is. */
async function giveLinkName(files: Files, link: string, renamed: string): Promise<boolean> {
  const standing = await files.lstat(link)
  if (standing?.kind !== 'symlink') return false
  const there = await files.lstat(renamed)
  if (there?.kind !== 'symlink' || there.inode !== standing.inode) return giveName(files, link, renamed)
  // It has both names: an agent was killed before it took the old one away.
  await files.unlink(link)
  return true
}

/** Every folder in Dropbox with its id, those at the top first. */
function* foldersIn(store: Store): Generator<readonly [PathKey, string]> {
  const waiting: PathKey[] = ['']
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    for (const [path, { remote }] of store.children(at)) {
      if (remote?.kind !== 'folder') continue
      yield [path, remote.id]
      waiting.push(path)
    }
  }
}
