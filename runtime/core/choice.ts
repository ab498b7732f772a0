import {
  type DisplayPath,
  depthOf,
  isBelow,
  isWithin,
  keyOf,
  type PathKey,
  parentOf,
  rebase,
  rootKey,
} from './path.ts'
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

/**
 * The rules after items that no rule speaks of were taken in, of which none lies in another: the same as `including` each, in as many steps as
 * there are rules and items.
 */
export function adopting(
  rules: readonly SelectionRule[],
  displays: readonly DisplayPath[],
): readonly SelectionRule[] {
  const taken = displays.map((display) => ({ path: keyOf(display), display, include: true }))
  const paths = new Set(taken.map(({ path }) => path))
  return [...rules.filter(({ path }) => !paths.has(path)), ...taken]
}

/** The rules after a person asked not to have `display`, nor anything below it, on the box. */
export function excluding(rules: readonly SelectionRule[], display: DisplayPath): readonly SelectionRule[] {
  const path = keyOf(display)
  if (path === rootKey) return []
  return [...rules.filter((rule) => !isWithin(rule.path, path)), { path, display, include: false }]
}

/** The rules after `display` came to be kept away from the box; what was chosen below it stays chosen. */
export function keptAway(rules: readonly SelectionRule[], display: DisplayPath): readonly SelectionRule[] {
  const path = keyOf(display)
  return [...rules.filter((rule) => rule.path !== path), { path, display, include: false }]
}

/** The rules after a person asked for `display`, the very same where all of it is chosen already. */
export function withPlace(rules: readonly SelectionRule[], display: DisplayPath): readonly SelectionRule[] {
  return selectsAllOf(rules, keyOf(display)) ? rules : including(rules, display)
}

/** The rules after a person asked not to have `display`, the very same where nothing of it is chosen. */
export function withoutPlace(
  rules: readonly SelectionRule[],
  display: DisplayPath,
): readonly SelectionRule[] {
  const path = keyOf(display)
  const isSo = rules.some((rule) => rule.path === path && !rule.include)
  // What was chosen inside it goes with it.
  const isWhole = !rules.some((rule) => rule.include && isWithin(rule.path, path))
  return isSo && isWhole ? rules : excluding(rules, display)
}

/**
 * The rules after something was moved or renamed: those for it and for what is below it move along. `to` is spelled as people see it.
 * A rule that stood at the new place gives way to one that arrives there.
 */
export function following(
  rules: readonly SelectionRule[],
  from: PathKey,
  to: DisplayPath,
): readonly SelectionRule[] {
  if (from === rootKey || !rules.some(({ path }) => isWithin(path, from))) return rules
  const arrived = rules
    .filter(({ path }) => isWithin(path, from))
    .map(({ path, display, include }) => ({
      path: rebase(path, from, keyOf(to)),
      display: to + lastComponents(display, depthOf(path) - depthOf(from)),
      include,
    }))
  const taken = new Set(arrived.map(({ path }) => path))
  return [...rules.filter(({ path }) => !isWithin(path, from) && !taken.has(path)), ...arrived]
}

/**
 * The rules after what a person changed, from `before` to `after`, is changed in `current`: what became of the others meanwhile stays, such as a rule
 * for a new item on the box that was taken in. Without it, that item would leave the box again.
 */
export function changing(
  current: readonly SelectionRule[],
  before: readonly SelectionRule[],
  after: readonly SelectionRule[],
): readonly SelectionRule[] {
  const known = new Map(before.map(({ path, include }) => [path, include]))
  const kept = new Set(after.map(({ path }) => path))
  const changed = after.filter(({ path, include }) => known.get(path) !== include)
  const paths = new Set([
    ...changed.map(({ path }) => path),
    ...[...known.keys()].filter((path) => !kept.has(path)),
  ])
  return [...current.filter(({ path }) => !paths.has(path)), ...changed]
}

/** What is excluded by itself below these places, sorted: it stays away though they are wanted. Of what lies in one another only the topmost, unless something between them is wanted. */
export function stillExcludedIn(
  rules: readonly SelectionRule[],
  places: readonly DisplayPath[],
): readonly DisplayPath[] {
  const wanted = selectionOf(rules)
  const tops = places.map(keyOf)
  return rules
    .filter(
      ({ path, include }) => !include && tops.some((top) => isBelow(path, top)) && wanted(parentOf(path)),
    )
    .map(({ display }) => display)
    .sort()
}

function lastComponents(path: DisplayPath, count: number): string {
  const components = path.split('/')
  return components
    .slice(components.length - count)
    .map((component) => `/${component}`)
    .join('')
}

/** Whether a path is wanted for its own sake, not only because something below it is. */
export function selectsAllOf(rules: readonly SelectionRule[], path: PathKey): boolean {
  if (path === rootKey) return rules.some((rule) => rule.path === rootKey && rule.include)
  return selectionOf(rules.filter((rule) => rule.path === path || !isWithin(rule.path, path)))(path)
}
