import * as v from 'valibot'
import { BadInput } from './failures.ts'

/**
 * Decodes and checks an argument. `where` names its place as Dropbox does: `request body`, `HTTP header
 * "Dropbox-API-Arg"` or `URL parameter "arg"`. Throws BadInput with Dropbox's wording.
 */
export function readArgument<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  where: string,
): v.InferOutput<Schema> {
  const value = decode(text, where)
  if (Array.isArray(value)) throw new BadInput(`${where}: expected object, got list`)
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  throw new BadInput(`${where}: ${describe(result.issues[0])}`)
}

/** Checks that a route without an argument got none: nothing, or the JSON value null. */
export function readNoArgument(text: string, where: string, emptyObject: 'refuse' | 'accept'): void {
  if (text === '') return
  const value = decode(text, where)
  if (value === null) return
  if (emptyObject === 'accept' && typeof value === 'object' && Object.keys(value).length === 0) return
  throw new BadInput(`${where}: expected null, got ${typeName(value)}`)
}

function decode(text: string, where: string): NonNullable<unknown> | null {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadInput(`${where}: could not decode input as JSON`)
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map((item) => item.key)
  const at = (path: readonly unknown[]) =>
    path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
      .join('')
      .replace(/^\./, '')
  const prefixed = (path: readonly unknown[], text: string) =>
    path.length === 0 ? text : `${at(path)}: ${text}`
  if (issue.type === 'strict_object') {
    const outer = keys.slice(0, -1)
    if (issue.expected === 'never') return prefixed(outer, `unknown field '${String(keys.at(-1))}'`)
    if (issue.received === 'undefined')
      return prefixed(outer, `missing required field '${String(keys.at(-1))}'`)
    return prefixed(keys, `expected object, got ${typeName(issue.input)}`)
  }
  return prefixed(keys, TYPE_MESSAGES[issue.type]?.(issue.input) ?? issue.message)
}

/** The wording of Stone's own validators, which the service runs on (github.com/dropbox/stone, stone_validators.py). */
const TYPE_MESSAGES: Readonly<Record<string, (input: unknown) => string>> = {
  string: (input) => `'${show(input)}' expected to be a string, got ${typeName(input)}`,
  number: (input) => `expected integer, got ${typeName(input)}`,
  boolean: (input) => `${show(input)} is not a valid boolean`,
  array: (input) => `${show(input)} is not a valid list`,
  object: (input) => `expected object, got ${typeName(input)}`,
}

function show(input: unknown): string {
  return typeof input === 'string' ? `'${input}'` : (JSON.stringify(input) ?? 'None')
}

/** Dropbox's name for the type of a JSON value. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float'
  return typeof value
}
