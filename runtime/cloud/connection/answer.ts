import * as v from 'valibot'
import { CloudError } from '../../ports/cloud.ts'
import { FaultError } from './faults.ts'

/** Says what of an answer is relied on, and gives that. */
export type AnswerSchema<Value> = v.GenericSchema<unknown, Value>

/**
 * Checks an answer of `route`. Throws CloudError 'bad-answer', naming the field, when it has another shape, and FaultError 'broken'
 * when it is no JSON at all: then something on the way has answered, or damaged what Dropbox did.
 */
export function answerOf<Value>(route: string, schema: AnswerSchema<Value>, answer: unknown): Value {
  if (typeof answer === 'string')
    throw new FaultError({ kind: 'broken', detail: 'an answer that is no JSON' })
  const result = v.safeParse(schema, answer)
  if (result.success) return result.output
  const [issue] = result.issues
  throw new CloudError('bad-answer', `${route}: an answer that cannot be understood: ${issue.message}`, {
    data: { route, at: v.getDotPath(issue) ?? '' },
  })
}

/** The JSON that a text is, or the text itself. */
export function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
