import * as v from 'valibot'
import { typeName } from './argument.ts'
import { parseTimestamp } from './timestamp.ts'

/** A string that matches a pattern of the API reference; the message is the service's own. */
function matching(pattern: string) {
  // `s`: the service's dot leaves out line feeds only, JavaScript's also the Unicode line separators.
  const expression = new RegExp(`^(?:${pattern})$`, 'su')
  const shown = pattern.replaceAll('\\', '\\\\')
  return v.pipe(
    v.string(),
    v.check(
      (text) => expression.test(text),
      (issue) => `'${issue.input}' did not match pattern '${shown}'`,
    ),
  )
}

const ANYTHING = '(.|[\\r\\n])*'

/** `/…`, `id:…`, `rev:…` or `ns:…` */
export const readPath = matching(`(/${ANYTHING}|id:.*)|(rev:[0-9a-f]{9,})|(ns:[0-9]+(/.*)?)`)
/** As readPath, or '' for the root, where the route itself refuses it. */
export const readPathOrRoot = matching(`(/${ANYTHING}|id:.*)|(rev:[0-9a-f]{9,})|(ns:[0-9]+(/.*)?)|`)
/** As readPath, without `rev:`, or '' for the root. */
export const folderPath = matching(`(/${ANYTHING})?|id:.*|(ns:[0-9]+(/.*)?)`)
/** `/…`, `id:…` or `ns:…` */
export const writePath = matching(`(/${ANYTHING})|(ns:[0-9]+(/.*)?)|(id:.*)`)
/** As writePath, without `id:`. */
export const newPath = matching(`(/${ANYTHING})|(ns:[0-9]+(/.*)?)`)
/** `/…`, `id:…` or `ns:…`, of something that may be deleted. */
export const pathOrId = matching(`/${ANYTHING}|id:.*|(ns:[0-9]+(/.*)?)`)
/** As writePath, or '' for the root, where the route itself refuses it. */
export const writePathOrRoot = matching(`(/${ANYTHING})|(ns:[0-9]+(/.*)?)|(id:.*)|`)
/** A revision's name. */
export const rev = matching('[0-9a-f]{9,}')
/** A content hash in hex. */
export const contentHash = v.pipe(
  v.string(),
  v.check(
    (text) => text.length >= 64,
    (issue) => `'${issue.input}' must be at least 64 characters, got ${issue.input.length}`,
  ),
  v.check(
    (text) => text.length <= 64,
    (issue) => `'${issue.input}' must be at most 64 characters, got ${issue.input.length}`,
  ),
)
/** A string that is not empty. */
export const nonEmpty = v.pipe(
  v.string(),
  v.check(
    (text) => text.length > 0,
    () => "'' must be at least 1 characters, got 0",
  ),
)
export const flag = v.boolean()

/** A whole number within bounds, both included. */
export function integer(minimum: number, maximum: number) {
  return v.pipe(
    v.number(),
    v.check(
      (value) => Number.isInteger(value),
      (issue) => `expected integer, got ${typeName(issue.input)}`,
    ),
    v.check(
      (value) => value >= minimum && value <= maximum,
      (issue) => `${issue.input} is not within range [${minimum}, ${maximum}]`,
    ),
  )
}

/** A number of bytes, or a place in a file. */
export const bytes = integer(0, Number.MAX_SAFE_INTEGER)

/** A list whose length is bounded, both ends included. */
export function list<Item extends v.GenericSchema>(item: Item, minimum: number, maximum: number) {
  return v.pipe(
    v.array(item),
    v.check(
      (items) => items.length >= minimum,
      (issue) => `list must have at least ${minimum} items, got ${issue.input.length}`,
    ),
    v.check(
      (items) => items.length <= maximum,
      (issue) => `list must have at most ${maximum} items, got ${issue.input.length}`,
    ),
  )
}

/** A `%Y-%m-%dT%H:%M:%SZ` text, as ms since 1970. */
export const timestamp = v.pipe(
  v.string(),
  v.check(
    (text) => parseTimestamp(text) !== undefined,
    (issue) => `time data '${issue.input}' does not match format '%Y-%m-%dT%H:%M:%SZ'`,
  ),
  v.transform((text) => parseTimestamp(text) ?? 0),
)

/** A field that may be left out or null. */
export function optional<Schema extends v.GenericSchema>(schema: Schema) {
  return v.optional(v.nullable(schema), null)
}

/** A field with a default. */
export function defaulted<Schema extends v.GenericSchema>(schema: Schema, value: v.InferInput<Schema>) {
  return v.optional(schema, value as never)
}

/** A union whose members have no data: a bare string or `{".tag": …}`; gives the tag. */
export function symbol<const Name extends string>(names: readonly Name[]) {
  return v.pipe(
    v.unknown(),
    v.check(
      (input) => typeof input === 'string' || isObject(input),
      (issue) => `expected string or object, got ${typeName(issue.input)}`,
    ),
    v.check(
      (input) => typeof input === 'string' || '.tag' in (input as object),
      () => "missing '.tag' key",
    ),
    v.transform((input) => (typeof input === 'string' ? input : (input as { '.tag': unknown })['.tag'])),
    v.picklist(names, (issue) => `unknown tag '${String(issue.input)}'`),
  )
}

/** Fields that the reference does not describe and the emulator reads over. */
export const ignored = v.optional(v.unknown())

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
