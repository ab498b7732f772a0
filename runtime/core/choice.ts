import { type DisplayPath, isWithin, keyOf, type PathKey, rootKey } from './path.ts'
import { type SelectionRule, selectionOf } from './selection.ts'

/**
 * The rules after a person asked to have `display` and everything below it on the box. Choices made below it stay, except that
 * the whole Dropbox (`''`) means all of it.
 */
export function including(rules: readonly SelectionRule[], display: DisplayPath): readonly SelectionRule[] {
  const path = keyOf(display)
  if (path === rootKey) return [{ path, display, include: true }]
  const others = rules.filter((rule) => rule.path !== path)
  return selectsAllOf(others, path) ? others : [...others, { path, display, include: true }]
}

/** The rules after a person asked not to have `display`, nor anything below it, on the box. */
export function excluding(rules: readonly SelectionRule[], display: DisplayPath): readonly SelectionRule[] {
  const path = keyOf(display)
  if (path === rootKey) return []
  return [...rules.filter((rule) => !isWithin(rule.path, path)), { path, display, include: false }]
}

/** Whether a path is wanted for its own sake, not only because something below it is. */
export function selectsAllOf(rules: readonly SelectionRule[], path: PathKey): boolean {
  if (path === rootKey) return rules.some((rule) => rule.path === rootKey && rule.include)
  return selectionOf(rules.filter((rule) => rule.path === path || !isWithin(rule.path, path)))(path)
}
