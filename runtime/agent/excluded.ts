import { ancestorsOf, type DisplayPath, isBelow, keyOf, type PathKey } from '../core/path.ts'
import { type SelectionRule, selectionOf } from '../core/selection.ts'
import type { RemoteItem } from './control.ts'

/**
 * What of Dropbox is not on the box, sorted: the topmost excluded files and folders, and what was excluded though Dropbox
 * does not hold it. `remote` gives what is in a folder of Dropbox.
 */
export async function excludedPaths(
  rules: readonly SelectionRule[],
  remote: (folder: PathKey) => Promise<readonly RemoteItem[]>,
): Promise<DisplayPath[]> {
  const wanted = selectionOf(rules)
  const excluded = new Map<PathKey, DisplayPath>()

  async function look(folder: PathKey): Promise<void> {
    for (const item of await remote(folder)) {
      const path = keyOf(item.path)
      if (!wanted(path)) excluded.set(path, item.path)
      else if (rules.some((rule) => isBelow(rule.path, path))) await look(path)
    }
  }
  await look('')

  for (const rule of rules) {
    const byFolderAbove = [...ancestorsOf(rule.path)].some((folder) => excluded.has(folder))
    if (!rule.include && rule.path !== '' && !byFolderAbove && !excluded.has(rule.path))
      excluded.set(rule.path, rule.display)
  }
  return [...excluded.values()].sort()
}
