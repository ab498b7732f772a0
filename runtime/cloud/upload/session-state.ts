import * as v from 'valibot'
import { tagsOf } from '../refusals.ts'

/**
 * Whether an append that was refused finds its bytes in the session all the same, because an earlier attempt, whose answer was
 * lost, had brought them: the session goes on at `end`, or that attempt had closed it (UploadSessionAppendError).
 */
export function hasArrived(failure: unknown, end: number): boolean {
  const [tag] = tagsOf(failure)
  return tag === 'closed' || (tag === 'incorrect_offset' && correctOffset(failure) === end)
}

function correctOffset(failure: unknown): number | undefined {
  const parsed = v.safeParse(v.looseObject({ correct_offset: v.number() }), failure)
  return parsed.success ? parsed.output.correct_offset : undefined
}
