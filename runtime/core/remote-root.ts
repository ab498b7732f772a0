import { faultInRemoteName } from './names.ts'
import type { DisplayPath } from './path.ts'

/** A place in a template where a value is to stand: `{org}`, or `{env:NAME}` for a variable of that name. */
export type Placeholder =
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }

/** What a template came to. `unset`: nobody says what is to stand there; `unusable`: what stands there is no name of one folder. */
export type FilledTemplate =
  | { readonly result: 'path'; readonly path: DisplayPath }
  | { readonly result: 'unset'; readonly placeholder: Placeholder }
  | { readonly result: 'unusable'; readonly placeholder: Placeholder; readonly why: string }
  | { readonly result: 'malformed'; readonly why: string }

const placeholders = /\{(env:)?([A-Za-z][A-Za-z0-9_-]*)\}/g

/**
 * The folder of Dropbox that a template names, such as `/{org}/{space}/{instance}`; `/` alone is the whole Dropbox (''). Each value must be one name
 * that Dropbox and a box can hold: nothing that it says leads to another folder than the one of that name.
 */
export function fillTemplate(
  template: string,
  lookUp: (placeholder: Placeholder) => string | undefined,
): FilledTemplate {
  if (!template.startsWith('/')) return { result: 'malformed', why: 'must begin with "/"' }
  const names = template.slice(1).replace(/\/$/, '').split('/')
  if (names.length === 1 && names[0] === '') return { result: 'path', path: '' }
  let path = ''
  for (const name of names) {
    const filled = fillName(name, lookUp)
    if (filled.result !== 'path') return filled
    path += `/${filled.path}`
  }
  return { result: 'path', path }
}

function fillName(
  template: string,
  lookUp: (placeholder: Placeholder) => string | undefined,
): FilledTemplate {
  let fault: FilledTemplate | undefined
  const name = template.replace(placeholders, (_, variable: string | undefined, word: string) => {
    const placeholder: Placeholder = { kind: variable === undefined ? 'value' : 'variable', name: word }
    const value = lookUp(placeholder)
    const why = value === undefined ? undefined : faultIn(value)
    if (value === undefined) fault ??= { result: 'unset', placeholder }
    else if (why !== undefined) fault ??= { result: 'unusable', placeholder, why }
    return value ?? ''
  })
  if (fault !== undefined) return fault
  // Values may hold braces; the template's own must all have been placeholders.
  if (/[{}]/.test(template.replace(placeholders, '')))
    return { result: 'malformed', why: 'has a brace that belongs to no placeholder like {org} or {env:NAME}' }
  const why = faultIn(name)
  return why === undefined
    ? { result: 'path', path: name.normalize('NFC') }
    : { result: 'malformed', why: `has a part that ${why}` }
}

/** Why a text is no name of one folder, as the rest of a sentence. */
function faultIn(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name === '.' || name === '..') return `is "${name}"`
  if (name.includes('/')) return 'has a "/" in it'
  if (/^\s|\s$/.test(name)) return 'begins or ends with a space'
  const fault = faultInRemoteName(name)
  switch (fault) {
    case undefined:
      return undefined
    case 'control-character':
      return 'has a control character in it'
    case 'backslash':
      return 'has a "\\" in it'
    case 'too-long':
      return 'is longer than 255 bytes'
    case 'reserved':
      return 'is a name that Dropbox keeps for itself'
    case 'dot-component':
    case 'trailing-space':
    case 'not-utf8':
      return 'cannot be the name of a folder'
    default:
      return fault satisfies never
  }
}
