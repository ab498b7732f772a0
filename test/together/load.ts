import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { filesOf, groupNames } from './groups.ts'

const require = createRequire(import.meta.url)

/**
 * Loads the test files of the group that a file NAME.together.ts stands for. It does so at once, not later, since ava starts with the tests that it knows
 * by the end of the turn. Throws of a group that does not exist, or has no file.
 */
export function loadGroup(filename: string): void {
  const group = groupNames.find((name) => name === basename(filename, '.together.ts'))
  const files = group === undefined ? [] : filesOf(group)
  if (files.length === 0) throw new Error(`There are no test files for ${filename}.`)
  for (const file of files) require(join(import.meta.dirname, '..', file))
}
