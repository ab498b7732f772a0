import { type DisplayPath, isBelow, keyOf, type PathKey, rootKey } from './path.ts'
import type { SelectionRule } from './selection.ts'

/** What becomes of files and folders that appear in Dropbox where nobody has chosen anything: they come to the box, or stay away. */
export type NewFolders = 'include' | 'exclude'

/** Every policy, in the order in which help names them. */
export const newFoldersPolicies = ['exclude', 'include'] as const satisfies readonly NewFolders[]

/** What the rules say of what appears later; without a rule for the root it stays away. */
export function newFoldersOf(rules: readonly SelectionRule[]): NewFolders {
  return rules.some((rule) => rule.path === rootKey && rule.include) ? 'include' : 'exclude'
}

/**
 * The rules after another policy was chosen for what appears later. What is known by now stays as it is, on the box or away: what only the old
 * policy decided about gets a rule of its own. `itemsIn` gives what is known to be directly in a folder, as people spell it.
 */
export function withNewFolders(
  rules: readonly SelectionRule[],
  policy: NewFolders,
  itemsIn: (folder: PathKey) => Iterable<DisplayPath>,
): readonly SelectionRule[] {
  if (newFoldersOf(rules) === policy) return rules
  const own = new Set(rules.map(({ path }) => path))
  const isOnTheWay = (path: PathKey): boolean =>
    rules.some((rule) => rule.include && isBelow(rule.path, path))
  const decided: SelectionRule[] = []

  const decide = (folder: PathKey): void => {
    for (const display of itemsIn(folder)) {
      const path = keyOf(display)
      if (own.has(path)) continue
      if (policy === 'exclude') decided.push({ path, display, include: true })
      else if (isOnTheWay(path)) decide(path)
      else decided.push({ path, display, include: false })
    }
  }

  decide(rootKey)
  const others = rules.filter(({ path }) => path !== rootKey)
  const root = { path: rootKey, display: '', include: true }
  return policy === 'include' ? [root, ...others, ...decided] : [...others, ...decided]
}
