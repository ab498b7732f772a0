import { lowerCasePath } from '../../../../emulator/namespace/lowercase.ts'
import type { Refusal } from '../../../../runtime/ports/cloud.ts'

/**
 * A place in the account: `key` is what it is filed under, lower-cased as the emulator does it and not as the box does, so that a
 * disagreement of the two shows; `display` is how people see it. The root is `''` in both.
 */
export interface Place {
  readonly key: string
  readonly display: string
}

/** Names that nobody can give a file or folder, in lower case; the emulator's list (dropbox-api-spec, WriteError.disallowed_name). */
const disallowedNames = [
  '.dropbox',
  '.dropbox.attr',
  '.dropbox.cache',
  'desktop.ini',
  'thumbs.db',
  '.ds_store',
  'icon\r',
]

const longestComponent = 255

/** The place of a path that is known to be good. */
export function placeOf(path: string): Place {
  const display = path.normalize('NFC')
  return { key: lowerCasePath(display), display }
}

/** The place that a request names for looking at it, or why it names none. */
export function placeToRead(path: string): Place | Refusal {
  const plain = path.replace(/\/{2,}/g, '/')
  if (!isWellFormed(plain)) return { reason: 'name-refused', detail: 'malformed_path' }
  return placeOf(plain)
}

/** The place that a request names for writing there, or why nothing can be there. */
export function placeToWrite(path: string): Place | Refusal {
  const place = placeToRead(path)
  if ('reason' in place) return place
  if (place.key === '') return { reason: 'name-refused', detail: 'malformed_path' }
  const names = place.key.split('/')
  if (disallowedNames.some((name) => names.includes(name)))
    return { reason: 'name-refused', detail: 'disallowed_name' }
  return place
}

function isWellFormed(path: string): boolean {
  if (path === '') return true
  const [first, ...components] = path.split('/')
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
    component.length <= longestComponent
  )
}
