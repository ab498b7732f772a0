import { keyOf } from '../../../../runtime/core/path.ts'
import type { ItemResult, Refusal } from '../../../../runtime/ports/cloud.ts'
import { placeOf } from '../account/place.ts'

export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal }
}

export function done<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value }
}

/** What is gone already needs no deleting. */
export function goneIsDone(result: ItemResult<null>): ItemResult<null> {
  return !result.ok && result.refusal.reason === 'missing' ? done(null) : result
}

/**
 * A result, unless Dropbox files the path elsewhere than the box looks for it: then it has done what was asked, and the box, which
 * finds an answer about another path, takes that for a refusal of the name.
 */
export function unlessElsewhere<Value>(path: string, result: ItemResult<Value>): ItemResult<Value> {
  if (!result.ok) return result
  const filed = keyOf(placeOf(path.replace(/\/{2,}/g, '/')).key)
  return filed === keyOf(path) ? result : refused({ reason: 'name-refused', detail: path })
}
