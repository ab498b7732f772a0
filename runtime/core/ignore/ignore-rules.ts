import ignore, { type Ignore } from 'ignore'
import { possiblyIgnored } from './possible.ts'
import { isRepositoryInternals } from './repository-internals.ts'

/** What the ignore files of one root keep out of the sync. */
export interface IgnoreRules extends IgnoreOptions {
  /**
   * Whether a path is kept out, by a rule for itself or for a folder above it. `relative` counts from the root, components joined by `/`,
   * in the spelling of the disk or as a key: like Dropbox's names, rules do not tell capitals from small letters, nor normal forms apart.
   */
  ignores(relative: string, isFolder: boolean): boolean
}

export interface IgnoreOptions {
  /** Whether what a version control system keeps about a repository syncs; no line of an ignore file decides that. */
  readonly repositories: 'kept-out' | 'synced'
}

/** What the setting `rules.repositories` makes of what repositories keep for themselves. */
export function internalsOf(setting: 'warn-and-skip' | 'sync'): IgnoreOptions['repositories'] {
  return setting === 'sync' ? 'synced' : 'kept-out'
}

/** The ignore file of Dropbox's own client, which stays on the machine it is on (help.dropbox.com, "How to prevent files from syncing"). */
export const dropboxIgnoreName = 'rules.dropboxignore'

/** Ours, in the place and syntax that Maestral gave it. It syncs like any file. */
export const ignoreFileName = '.mignore'

// Dropbox may name anything, `..` too, at which the library would throw else; no rule leads anywhere by it.
const syntax = { ignorecase: true, allowRelativePaths: true }

/** The library remembers every answer for good; after so many a copy that has forgotten them takes over. */
const longestMemory = 20_000

/**
 * Rules from texts in gitignore syntax (gitignore(5)), all relative to the same root. Of several lines that fit, the last one decides, so a
 * later text can lift what an earlier one keeps out (`!node_modules/`), but nothing inside a folder that is itself kept out.
 */
export function ignoreRules(texts: readonly string[], options: IgnoreOptions): IgnoreRules {
  const compiled = ignore(syntax)
  const normalized = texts.map((text) => text.normalize('NFC'))
  for (const text of normalized) compiled.add(text)
  const isPossible = possiblyIgnored(normalized)
  let rules: Ignore = compiled
  let answers = 0
  return {
    repositories: options.repositories,
    ignores(relative, isFolder) {
      if (relative === '') return false
      if (relative.length === dropboxIgnoreName.length && relative.toLowerCase() === dropboxIgnoreName)
        return true
      if (options.repositories === 'kept-out' && isRepositoryInternals(relative)) return true
      const path = relative.normalize('NFC')
      if (!isPossible(path)) return false
      if (++answers % longestMemory === 0) rules = ignore(syntax).add(compiled)
      return rules.ignores(isFolder ? `${path}/` : path)
    },
  }
}
