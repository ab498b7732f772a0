import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { BoxError } from '../errors.ts'

/** The JSON object in a settings file, `{}` when there is no file. Throws BoxError 'configuration_unreadable' or 'configuration_not_json'. */
export async function readSettingsFile(file: string): Promise<object> {
  let content: string
  try {
    content = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new BoxError({ code: 'configuration_unreadable', file }, { cause: error })
  }
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch (error) {
    throw new BoxError({ code: 'configuration_not_json', file }, { cause: error })
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  throw new BoxError({ code: 'configuration_not_json', file })
}

/** What `schema` makes of the object in `file`. Throws BoxError 'configuration_invalid', which names the field. */
export function checkedSettings<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
  file: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json)
  if (result.success) return result.output
  const [issue] = result.issues
  throw new BoxError({
    code: 'configuration_invalid',
    file,
    field: v.getDotPath(issue) ?? '',
    expected: issue.expected === 'never' ? 'is not a known setting' : issue.message,
  })
}
