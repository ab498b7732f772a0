import type { HistoryEntry } from '../../../runtime/ports/store.ts'
import { visible } from '../../terminal/text.ts'

/** What was done to a path, in words: with the name that it had before, and with what else is known. */
export function describeEntry({
  action,
  path,
  detail,
}: Pick<HistoryEntry, 'action' | 'path' | 'detail'>): string {
  const name = visible(path === '' ? 'the Dropbox folder' : path)
  if (detail === undefined) return name
  return action === 'conflict copy' ? `${name} (of ${visible(detail)})` : `${name} (${visible(detail)})`
}
