import * as v from 'valibot'

/** Every way a call can be made to go wrong. docs/emulator.md describes each. */
export const FAULT_KINDS = [
  '429',
  '500',
  '503',
  'timeout',
  'reset',
  'lost',
  'truncate',
  'insufficient_space',
  'cursor_reset',
  'expired_token',
  'too_many_write_operations',
  'bad_json',
  'wrong_hash',
  'wrong_bytes',
  'slow',
] as const

/**
 * One rule of misfortune. `route` is a route's name, or a pattern with `*` for anything. It strikes the next `count`
 * matching calls, or each with `probability`; with neither, every one. `skip` lets so many matching calls pass first.
 * `retryAfter` is in seconds (429, 503; null: no such header), `delay` in ms (slow).
 */
export const FaultSchema = v.strictObject({
  route: v.string(),
  kind: v.pipe(
    v.union([v.string(), v.number()]),
    v.transform(String),
    v.picklist(
      FAULT_KINDS,
      (issue) => `unknown kind ${issue.received}, expected one of ${FAULT_KINDS.join(', ')}`,
    ),
  ),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  probability: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  skip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  retryAfter: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0)))),
  delay: v.optional(v.pipe(v.number(), v.minValue(0))),
  body: v.optional(v.picklist(['json', 'text'])),
})

export type Fault = v.InferOutput<typeof FaultSchema>
