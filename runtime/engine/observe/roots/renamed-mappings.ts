import { joinPath, type PathKey, parentOf } from '../../../core/path.ts'
import { spellerOf } from '../../../core/plan/spelling.ts'
import { syncFolder } from '../../../local/small-file.ts'
import { giveName } from '../../../local/swap/give-name.ts'
import type { Files } from '../../../ports/files.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import type { Problem } from '../../status.ts'
import { carryOver } from './carry-over.ts'
import type { FolderPlace } from './folder-place.ts'
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
  readonly folderPlace: FolderPlace
  readonly told: (action: string, path: string, detail?: string) => void
}): RenamedMappings {
  const { store, files, known, flags, folder, folderPlace, told } = parts

  const rename = async (root: KnownRoot, to: PathKey): Promise<boolean> => {
    const there = store.get(to)
    if (parentOf(to) !== '' || there.local !== undefined || there.synced !== undefined) return false
    const name = there.remote?.name ?? to.slice(1)
    const link = `${folder}/${store.get(root.path).local?.name ?? root.path.slice(1)}`
    const renamed = `${folder}/${name}`
    if (!(await giveLinkName(files, link, renamed))) return false
    // Were the old name to come back, the folder would go up once more under it.
    await syncFolder(files, folder)
    const moved = store.transaction(() => {
      const carried = carryOver(store, flags, [{ root, name, target: root.target }])
      const { synced } = store.get(to)
      if (synced !== undefined) store.setSynced(to, { ...synced, name })
      told('link renamed', joinPath('', name), root.path)
      return carried
    })
    known.delete(root.path)
    for (const each of moved) known.set(each.path, each)
    return true
  }

  return {
    async follow(seen) {
      const stranded: Problem[] = []
      for (const root of [...known.values()]) {
        if (root.path === '' || flags.relinked.isOf(root.path)) continue
        const { remote, local, synced } = store.get(root.path)
        if (remote !== undefined || local === undefined || synced === undefined || synced.id === '') continue
        const to = folderPlace(synced.id)
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
