/** The names under which version control systems keep their own files in a working tree. `.git` may be a file: a worktree or submodule. */
const internalNames = ['.git', '.hg', '.svn', '.jj', '.bzr'] as const

const pattern = new RegExp(
  `(^|/)(${internalNames.map((name) => name.replace('.', '\\.')).join('|')})(/|$)`,
  'i',
)

/** Whether a path is, or lies in, what a version control system keeps about a repository. */
export function isRepositoryInternals(relative: string): boolean {
  return pattern.test(relative)
}
