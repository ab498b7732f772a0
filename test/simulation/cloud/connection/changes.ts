import { type ChangePage, CloudError } from '../../../../runtime/ports/cloud.ts'
import { readPage } from '../account/delta.ts'
import type { Wire } from './wire.ts'

/** See `Cloud.changes`. */
export async function changes(
  wire: Wire,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ChangePage> {
  const request = cursor === undefined ? 'list' : 'continue'
  const { value, fault } = await wire.call(request, signal, () => readPage(wire.account, cursor))
  if (value === undefined || fault === 'reset') throw cursorReset()
  return value
}

export function cursorReset(): CloudError {
  return new CloudError('cursor-reset', 'Dropbox wants the listing to start anew')
}
