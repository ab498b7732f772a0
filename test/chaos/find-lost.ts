import type { Side } from './converge.ts'
import type { ChaosDropbox } from './dropbox.ts'
import type { Ledger, LostContent } from './ledger.ts'

/** Looks for every content in the boxes, their trash and Dropbox, and only for what is not there in Dropbox's revisions. */
export async function findLost(
  ledger: Ledger,
  sides: readonly Side[],
  dropbox: ChaosDropbox,
): Promise<LostContent[]> {
  const existing = new Set(sides.flatMap(({ reader }) => [...reader.contents()]))
  for (const hash of (await dropbox.tree()).values()) existing.add(hash)
  if (ledger.lost(existing).length === 0) return []
  return ledger.lost(new Set([...existing, ...(await dropbox.revisions())]))
}
