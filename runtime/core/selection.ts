import { ancestorsAmong, ancestorsOf, type PathKey } from './path.ts'

/** One choice of selective sync: this path and what is below it is to be on the box, or not. */
export interface SelectionRule {
  readonly path: PathKey
  /** The path in the spelling that people see. */
  readonly display: string
  readonly include: boolean
}

/** Answers whether a path is to be on the box. */
export type Selection = (path: PathKey) => boolean

/**
 * Selective sync: the rule of the path itself or of the nearest folder above it decides; without any, a path is not wanted.
 * A rule for the root (`''`) therefore says what happens to folders that appear later. The root itself and each folder
 * above an included one are wanted, since something below them is.
 */
export function selectionOf(rules: readonly SelectionRule[]): Selection {
  const choices = new Map(rules.map((rule) => [rule.path, rule.include]))
  const lengths = lengthsOf(rules)
  const onTheWay = new Set([
    '',
    ...rules.filter((rule) => rule.include).flatMap((rule) => [...ancestorsOf(rule.path)]),
  ])
  return (path) => {
    if (onTheWay.has(path)) return true
    const own = choices.get(path)
    if (own !== undefined) return own
    for (const ancestor of ancestorsAmong(path, lengths)) {
      const choice = choices.get(ancestor)
      if (choice !== undefined) return choice
    }
    return choices.get('') ?? false
  }
}

/** Answers whether a person excluded a path or a folder above it, as against never having chosen it. */
export function exclusionOf(rules: readonly SelectionRule[]): Selection {
  const choices = new Map(rules.map((rule) => [rule.path, rule.include]))
  const lengths = lengthsOf(rules)
  return (path) => {
    const own = choices.get(path)
    if (own !== undefined) return !own
    for (const ancestor of ancestorsAmong(path, lengths)) {
      const choice = choices.get(ancestor)
      if (choice !== undefined) return !choice
    }
    return false
  }
}

function lengthsOf(rules: readonly SelectionRule[]): ReadonlySet<number> {
  return new Set(rules.map(({ path }) => path.length))
}
