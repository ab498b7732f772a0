import type { IgnoreRules } from '../../core/ignore/ignore-rules.ts'
import { isRepositoryInternals } from '../../core/ignore/repository-internals.ts'
import { type Files, isDiskError } from '../../ports/files.ts'
import { type RepositoryKind, repositoryKinds } from './repository-kinds.ts'

export interface FoundRepositories {
  readonly repositories: readonly {
    /** Relative to the folder that was searched; `''` is that folder itself. */
    readonly path: string
    readonly kind: RepositoryKind
  }[]
  /** False when the limit was reached, or a folder could not be read. */
  readonly complete: boolean
}

/**
 * Looks for repositories in a folder before it is linked, level by level, in at most `limit` folders. What `rules` keep out is not
 * searched, nor is anything behind a symlink. Throws DiskError when `folder` itself cannot be listed.
 */
export async function findRepositories(
  files: Files,
  folder: string,
  options: { readonly limit: number; readonly rules?: IgnoreRules },
): Promise<FoundRepositories> {
  const repositories: { path: string; kind: RepositoryKind }[] = []
  const queue = ['']
  let complete = true
  for (let visited = 0; queue.length > 0; visited++) {
    if (visited >= options.limit) return { repositories, complete: false }
    const relative = queue.shift() ?? ''
    const listed = await listUnlessUnreadable(
      files,
      relative === '' ? folder : `${folder}/${relative}`,
      relative === '',
    )
    if (listed === undefined) {
      complete = false
      continue
    }
    const kinds = repositoryKinds(listed)
    for (const kind of kinds) repositories.push({ path: relative, kind })
    if (kinds.includes('git-bare')) continue
    for (const { name, stats } of listed) {
      const path = relative === '' ? name : `${relative}/${name}`
      if (stats?.kind !== 'folder' || isRepositoryInternals(name) || options.rules?.ignores(path, true))
        continue
      queue.push(path)
    }
  }
  return { repositories, complete }
}

async function listUnlessUnreadable(
  files: Files,
  path: string,
  required: boolean,
): Promise<Awaited<ReturnType<Files['list']>> | undefined> {
  try {
    return await files.list(path)
  } catch (error) {
    if (required || !isDiskError(error)) throw error
    return undefined
  }
}
