import type { RemoteAccess } from '../../cloud/remote-access.ts'
import { each } from '../../cloud/upload/each.ts'
import type { Refusal } from '../../ports/cloud.ts'
import type { Restorable } from './survey-file.ts'

/** Dropbox locks the namespace for each: more at once only meet one another. */
const atOnce = 4

/**
 * What became of a file that was to be restored. `changed`: it is not what it was when it was surveyed, so it was left alone; `no-such-revision`: the revision
 * is another file's.
 */
export type Outcome = 'restored' | 'changed' | 'no-such-revision' | Refusal

/**
 * Restores files, each only while it is what the survey saw: what a person has not seen is not replaced, as far as Dropbox lets that be told (its route
 * takes no condition; what it replaces stays a revision). Throws CloudError; what was done before stays done. Outcomes come in any order.
 */
export async function carryOut(
  access: Pick<RemoteAccess, 'lookUp' | 'restore'>,
  restorable: readonly Restorable[],
  told: (item: Restorable, outcome: Outcome) => void,
): Promise<void> {
  await each(restorable, atOnce, async (item) => {
    const there = await access.lookUp(item.path)
    const rev = there?.kind === 'file' ? there.rev : undefined
    if (rev !== item.now?.file.rev || there?.kind === 'folder') return told(item, 'changed')
    const result = await access.restore(item.path, item.revision.file.rev)
    if (result === 'no-such-revision') told(item, result)
    else told(item, result.ok ? 'restored' : result.refusal)
  })
}
