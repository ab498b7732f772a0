import type { RepositoryWarning } from '../status.ts'

/** A warning about a repository in a synced tree, and why: one line. */
export function describeRepository({ path, kind, internals }: RepositoryWarning): string {
  const what = `${path === '' ? 'The Dropbox folder' : path} is a ${kinds[kind]}`
  return internals === 'kept-out'
    ? `${what}. Its files sync; what it keeps for itself does not, since half of it arriving elsewhere would damage it.`
    : `${what}, and what it keeps for itself syncs too. Used on two computers at once, it will be damaged.`
}

const kinds: Readonly<Record<RepositoryWarning['kind'], string>> = {
  git: 'Git repository',
  'git-worktree': 'Git worktree or submodule',
  'git-bare': 'bare Git repository',
  hg: 'Mercurial repository',
  svn: 'Subversion working copy',
  jj: 'Jujutsu repository',
  bzr: 'Bazaar branch',
}
