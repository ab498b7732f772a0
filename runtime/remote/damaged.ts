import type { ItemResult } from '../ports/cloud.ts'

/** What came from Dropbox has not the content hash that Dropbox says. */
export const damaged: ItemResult<never> = {
  ok: false,
  refusal: { reason: 'interrupted', detail: 'it was damaged on its way' },
}
