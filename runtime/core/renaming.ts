const renaming = / \(renaming [0-9a-f]{8}\)(?=\.[^.]*$|$)/

/**
 * The name that a file or folder has for a moment while only the case of its name changes: `Read Me (renaming 1a2b3c4d).txt`.
 * One that is found later was left by an agent that was killed in that moment, and `nameAfterRenaming` says what it was to become.
 */
export function nameWhileRenaming(name: string, identity: string): string {
  const dot = name.lastIndexOf('.')
  const end = dot > 0 ? dot : name.length
  return `${name.slice(0, end)} (renaming ${identity.slice(0, 8)})${name.slice(end)}`
}

/** The name that a rename was on its way to, or undefined for a name that is not of such a moment. */
export function nameAfterRenaming(name: string): string | undefined {
  return renaming.test(name) ? name.replace(renaming, '') : undefined
}
