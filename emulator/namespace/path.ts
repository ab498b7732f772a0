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

/** Reads `/a/b` for looking something up; throws LookupFailure malformed_path. */
export function parseReadPath(text: string): Path {
  const path = withSingleSlashes(text)
  if (!isWellFormed(path)) throw new LookupFailure(tag('malformed_path'))
  return pathOf(path)
}

/** Reads `/a/b` for writing there; throws WriteFailure malformed_path or disallowed_name. */
export function parseWritePath(text: string, disallowedNames: readonly string[]): Path {
  const single = withSingleSlashes(text)
  if (!isWellFormed(single)) throw new WriteFailure(tag('malformed_path'))
  const path = pathOf(single)
  const names = path.lower.split('/')
  if (disallowedNames.some((name) => names.includes(name))) throw new WriteFailure(tag('disallowed_name'))
  return path
}

/** Several slashes count as one: rclone lists the folders of the root as `//folder`. */
function withSingleSlashes(text: string): string {
  return text.replace(/\/{2,}/g, '/')
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
    !/[\0\\]/.test(component) &&
    component.length <= MAXIMUM_COMPONENT
  )
}
