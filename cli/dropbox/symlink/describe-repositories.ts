import { describeRepository } from '../../../runtime/engine/describe/repository.ts'
import type { RepositoryWarning } from '../../../runtime/engine/status.ts'
import { visible } from '../../terminal/text.ts'

/** So many are named when there are several. */
const named = 3

/**
 * A warning about all repositories in what syncs, why, and how to insist: one line, or one for those whose insides sync and one for
 * the others. `configFile` is where a person insists.
 */
export function describeRepositories(
  repositories: readonly RepositoryWarning[],
  configFile: string,
): string[] {
  return (['kept-out', 'synced'] as const).flatMap((internals) => {
    const found = repositories.filter((repository) => repository.internals === internals)
    const [first, ...others] = found
    if (first === undefined) return []
    const text =
      others.length === 0
        ? describeRepository({ ...first, path: visible(first.path) })
        : `${namesOf(found)} are repositories${reasons[internals]}`
    return internals === 'synced'
      ? [text]
      : [`${text} To insist, set "rules": {"repositories": "sync"} in ${configFile} (docs/syncing.md).`]
  })
}

const reasons: Readonly<Record<RepositoryWarning['internals'], string>> = {
  'kept-out':
    '. Their files sync; what they keep for themselves does not, since half of it arriving elsewhere would damage them.',
  synced:
    ', and what they keep for themselves syncs too. Used on two computers at once, they will be damaged.',
}

function namesOf(repositories: readonly RepositoryWarning[]): string {
  const names = repositories.map(({ path }) => (path === '' ? 'The Dropbox folder' : visible(path)))
  const rest = names.length - named
  if (rest > 0) return `${names.slice(0, named).join(', ')} and ${rest} more`
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
