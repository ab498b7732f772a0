import type { Config } from '../control/config.ts'
import { LookupFailure, tag, WriteFailure } from '../protocol/failures.ts'
import { lowerCasePath } from './lowercase.ts'

/** A place in a namespace. The root is `''` in both members; anything else starts with a slash and ends without one. */
export interface Path {
  display: string
  lower: string
}

export const ROOT: Path = { display: '', lower: '' }

const MAXIMUM_COMPONENT = 255

/** Makes a path of a name that is known to be good, normalised to NFC as the service does. */
export function pathOf(display: string): Path {
  const normalised = display.normalize('NFC')
  return { display: normalised, lower: lowerCasePath(normalised) }
}

/** The part after the last slash. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The path without its last component; `''` for the root's own children. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Every folder above a path, outermost first, without the root. */
export function ancestorsOf(path: Path): Path[] {
  const ancestors: Path[] = []
  for (let at = parentOf(path.display); at !== ''; at = parentOf(at)) ancestors.unshift(pathOf(at))
  return ancestors
}

/** Whether `inner` lies somewhere below `outer`; both in lower case. */
export function isBelow(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}/`)
}

/** Which names are taken and which refused, as far as that can be chosen. */
export type NameRules = Config['names']

/** Reads `/a/b` for looking something up; throws LookupFailure malformed_path. */
export function parseReadPath(text: string, rules: NameRules): Path {
  const path = withPlainSlashes(text, rules)
  if (!isWellFormed(path) || hasLongComponent(path)) throw new LookupFailure(tag('malformed_path'))
  return pathOf(path)
}

/** Reads `/a/b` for writing there; throws WriteFailure malformed_path or disallowed_name. */
export function parseWritePath(text: string, rules: NameRules): Path {
  const plain = withPlainSlashes(text, rules)
  if (!isWellFormed(plain)) throw new WriteFailure(tag('malformed_path'))
  if (hasLongComponent(plain)) throw new WriteFailure(tag(rules.longComponent))
  const path = pathOf(plain)
  const names = path.lower.split('/')
  if (rules.disallowed.some((name) => names.includes(name))) throw new WriteFailure(tag('disallowed_name'))
  return path
}

/** Several slashes count as one: rclone lists the folders of the root as `//folder`. */
function withPlainSlashes(text: string, rules: NameRules): string {
  const single = text.replace(/\/{2,}/g, '/')
  return rules.trailingSlash === 'accept' ? single.replace(/(.)\/$/, '$1') : single
}

/** What the service refuses with malformed_path: recorded (`.`, `..`) or seen by clients (the rest). */
function isWellFormed(text: string): boolean {
  if (text === '') return true
  const [first, ...components] = text.split('/')
  return first === '' && components.length > 0 && components.every(isGoodComponent)
}

function isGoodComponent(component: string): boolean {
  return (
    component !== '' &&
    component !== '.' &&
    component !== '..' &&
    !component.endsWith(' ') &&
    component.isWellFormed() &&
    !/[\0\\]/.test(component)
  )
}

function hasLongComponent(text: string): boolean {
  return text.split('/').some((component) => component.length > MAXIMUM_COMPONENT)
}
