import { readFile, realpath, stat, statfs } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { isNetworkFileSystem } from '../local/node/file-system.ts'

/** Who but this user can get at what is in a folder, however private that itself is. */
export type Exposure =
  /** Others can write to a folder on the way, and put another one in the place of the next. `mode`: its permission bits. */
  | { readonly why: 'writable'; readonly folder: string; readonly mode: number }
  /** A folder on the way belongs to somebody else, who can do the same. */
  | { readonly why: 'foreign'; readonly folder: string; readonly owner: number }
  /** Other machines have the disk too, where the same number may be another user. */
  | { readonly why: 'network'; readonly folder: string }

/** What is asked of the system. */
export interface PlaceProbe {
  readonly user: number
  /** The nearest folder above a path that is there, without symlinks. */
  nearest(path: string): Promise<string>
  stat(folder: string): Promise<{ readonly mode: number; readonly uid: number; readonly gid: number }>
  /** statfs(2)'s `f_type`. */
  kind(path: string): Promise<number>
  /** Whether a group has other members than this user and root. */
  isShared(group: number): Promise<boolean>
}

/**
 * Whether others can get at what this user keeps at `path`, which need not be there yet: every folder from there up to the top must be for this user or root
 * alone to change. What belongs to a group counts as one's own where nobody else is in it, and a folder like /tmp protects what is in it (sticky(7)).
 * Throws what the system says.
 */
export async function findExposure(
  path: string,
  probe: PlaceProbe = systemProbe(),
): Promise<Exposure | undefined> {
  const nearest = await probe.nearest(path)
  for (let folder = nearest; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await probe.stat(folder)
    if (uid !== probe.user && uid !== 0) return { why: 'foreign', folder, owner: uid }
    const isSticky = (mode & 0o1000) !== 0
    const byGroup = (mode & 0o020) !== 0 && (await probe.isShared(gid))
    if (!isSticky && ((mode & 0o002) !== 0 || byGroup))
      return { why: 'writable', folder, mode: mode & 0o7777 }
    if (folder === dirname(folder)) break
  }
  return isNetworkFileSystem(await probe.kind(nearest)) ? { why: 'network', folder: nearest } : undefined
}

function systemProbe(): PlaceProbe {
  const { uid: user, username } = userInfo()
  return {
    user,
    stat,
    async nearest(path) {
      for (let folder = dirname(path); ; folder = dirname(folder))
        try {
          return await realpath(folder)
        } catch (error) {
          const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
          if (!isMissing || folder === dirname(folder)) throw error
        }
    },
    kind: async (path) => (await statfs(path)).type,
    async isShared(group) {
      if (group === 0) return false
      const [groups, accounts] = await Promise.all(
        ['/etc/group', '/etc/passwd'].map((file) => readFile(file, 'utf8').catch(() => '')),
      )
      return isSharedGroup(group, username, groups ?? '', accounts ?? '')
    },
  }
}

/** Whether a group has others in it than `user` and root, by what group(5) and passwd(5) say; one that neither knows may have. */
export function isSharedGroup(group: number, user: string, groups: string, accounts: string): boolean {
  const rows = (text: string) => text.split('\n').map((line) => line.split(':'))
  const named = rows(groups).find(([, , number]) => number === String(group))
  const primary = rows(accounts).filter(([, , , number]) => number === String(group))
  if (named === undefined && primary.length === 0) return true
  const members = [...(named?.[3]?.split(',') ?? []), ...primary.map(([name]) => name ?? '')]
  return members.some((name) => name.trim() !== '' && name !== user && name !== 'root')
}
