import { isIgnoredEverywhere } from '../names.ts'
import { decidingRule, type FoundRule, type RuleText } from './find-rule.ts'
import { dropboxIgnoreName, type IgnoreOptions } from './ignore-rules.ts'
import { isRepositoryInternals } from './repository-internals.ts'

/** What decides whether a path is kept out of the sync: a line of an ignore file, or what no line can change. */
export type Deciding =
  | { readonly by: 'rule'; readonly ignored: true; readonly rule: FoundRule }
  /** `rule`, which begins with `!`, lets in what an earlier one keeps out. */
  | { readonly by: 'lifting-rule'; readonly ignored: false; readonly rule: FoundRule }
  /** A name that no Dropbox client syncs. */
  | { readonly by: 'system-name'; readonly ignored: true; readonly name: string }
  /** What a version control system keeps about a repository. */
  | { readonly by: 'repository'; readonly ignored: true }
  /** The ignore file of Dropbox's own client stays on its machine. */
  | { readonly by: 'dropbox-ignore-file'; readonly ignored: true }
  | { readonly by: 'nothing'; readonly ignored: false }

/** What decides about a path, for people; `relative` counts from the root that the texts hold for, and is not that root itself. Slow, as `findRule` is. */
export function whyIgnored(
  texts: readonly RuleText[],
  options: IgnoreOptions,
  relative: string,
  isFolder: boolean,
): Deciding {
  const name = relative.split('/').find(isIgnoredEverywhere)
  if (name !== undefined) return { by: 'system-name', ignored: true, name }
  if (relative.toLowerCase() === dropboxIgnoreName) return { by: 'dropbox-ignore-file', ignored: true }
  if (options.repositories === 'kept-out' && isRepositoryInternals(relative))
    return { by: 'repository', ignored: true }
  const rule = decidingRule(texts, relative, isFolder)
  if (rule === undefined) return { by: 'nothing', ignored: false }
  if (rule.rule.startsWith('!')) return { by: 'lifting-rule', ignored: false, rule }
  return { by: 'rule', ignored: true, rule }
}
