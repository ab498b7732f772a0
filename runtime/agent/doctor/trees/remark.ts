import { findRule } from '../../../core/ignore/find-rule.ts'
import { dropboxIgnoreName, ignoreFileName } from '../../../core/ignore/ignore-rules.ts'
import { isRepositoryInternals } from '../../../core/ignore/repository-internals.ts'
import { ancestorsOf, type PathKey } from '../../../core/path.ts'
import type { SelectionRule } from '../../../core/selection.ts'
import { readSmallFile } from '../../../local/small-file.ts'
import type { Files } from '../../../ports/files.ts'
import { type DoctorRoot, withinRoot } from './disk-side.ts'

/** Bytes; see `readIgnoreRules`. */
const largest = 256 * 1024

/** Which rule keeps a path out: a sentence. Throws DiskError when an ignore file cannot be read. */
export async function ruleRemark(
  files: Files,
  root: DoctorRoot,
  path: PathKey,
  isFolder: boolean,
  { defaults, repositories }: { readonly defaults: string; readonly repositories: 'synced' | 'kept-out' },
): Promise<string | undefined> {
  const relative = withinRoot(path, root)
  if (relative === dropboxIgnoreName) return 'The ignore file of Dropbox stays on the computer that it is on.'
  if (repositories === 'kept-out' && isRepositoryInternals(relative))
    return 'It belongs to what a version control system keeps for itself, which does not sync ("rules": {"repositories": "sync"} in the configuration insists).'
  const texts = [{ name: 'the default rules', text: defaults }]
  for (const name of [ignoreFileName, dropboxIgnoreName])
    texts.push({
      name: `${root.target}/${name}`,
      text: (await readSmallFile(files, `${root.target}/${name}`, largest)) ?? '',
    })
  const found = findRule(texts, relative, isFolder)
  return found && `The line "${found.rule}" keeps it out (line ${found.line} of ${found.name}).`
}

/** Which choice of selective sync leaves a path away from the box: a sentence. */
export function selectionRemark(rules: readonly SelectionRule[], path: PathKey): string {
  for (const each of [path, ...ancestorsOf(path)]) {
    const rule = rules.find((candidate) => candidate.path === each)
    if (rule !== undefined && !rule.include)
      return `${rule.display} is excluded. "dropbox exclude remove" syncs it again.`
  }
  return 'Nobody has chosen it. "dropbox exclude remove" syncs it.'
}
