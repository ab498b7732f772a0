import type { RepositoryWarning } from '../../core/problem.ts'
import type { Listed } from '../../ports/files.ts'

/** A kind of repository, as `RepositoryWarning` has it. */
export type RepositoryKind = RepositoryWarning['kind']

/**
 * The repositories whose working tree, or whose very self (`git-bare`), a listed folder is. A `.git` file belongs to a worktree or a
 * submodule; a bare repository is known by HEAD, objects/ and refs/ (gitrepository-layout(5)).
 */
export function repositoryKinds(listed: readonly Listed[]): RepositoryKind[] {
  const found = new Set<RepositoryKind>()
  const bare = new Set<string>()
  for (const { name, stats } of listed) {
    if (stats === undefined) continue
    if (stats.kind === 'folder') {
      const kind = folders[name]
      if (kind !== undefined) found.add(kind)
      if (name === 'objects' || name === 'refs') bare.add(name)
    } else if (stats.kind === 'file') {
      if (name === '.git') found.add('git-worktree')
      if (name === 'HEAD') bare.add(name)
    }
  }
  if (bare.size === 3) found.add('git-bare')
  return [...found]
}

const folders: Readonly<Record<string, RepositoryKind>> = {
  '.git': 'git',
  '.hg': 'hg',
  '.svn': 'svn',
  '.jj': 'jj',
  '.bzr': 'bzr',
}
