import { nameOf, type Path, parentOf, pathOf } from './path.ts'

/** The first of `name (1).ext`, `name (2).ext`, ... that is not taken. */
export function numberedPath(path: Path, isTaken: (path: Path) => boolean): Path {
  return firstFree((number) => withSuffix(path, `(${number})`), isTaken)
}

/**
 * Where an outdated update goes when it may be renamed: `name (Freddy's conflicted copy).ext`, then numbered.
 * `owner` is the account's display name, or null for the plain form; `date` (YYYY-MM-DD) is added if given.
 */
export function conflictedCopyPath(
  path: Path,
  owner: string | null,
  date: string | null,
  isTaken: (path: Path) => boolean,
): Path {
  const words = [
    owner === null ? 'conflicted copy' : `${owner}'s conflicted copy`,
    ...(date === null ? [] : [date]),
  ]
  const plain = withSuffix(path, `(${words.join(' ')})`)
  if (!isTaken(plain)) return plain
  return firstFree((number) => withSuffix(path, `(${words.join(' ')} ${number})`), isTaken)
}

function firstFree(candidate: (number: number) => Path, isTaken: (path: Path) => boolean): Path {
  for (let number = 1; ; number += 1) {
    const path = candidate(number)
    if (!isTaken(path)) return path
  }
}

function withSuffix(path: Path, suffix: string): Path {
  const name = nameOf(path.display)
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const extension = dot > 0 ? name.slice(dot) : ''
  return pathOf(`${parentOf(path.display)}/${stem} ${suffix}${extension}`)
}
