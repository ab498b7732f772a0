import { mappingLimits } from '../../runtime/agent/mapping-limits.ts'
import { takeLock } from '../../runtime/agent/process/lock.ts'
import { keepChoice } from '../../runtime/agent/stored/choice.ts'
import { changeConfiguration } from '../../runtime/box/configuration.ts'
import { type FixedRoot, fixRoot, rootName } from '../../runtime/box/remote-root/fixed-root.ts'
import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'
import { writeCredentials } from '../../runtime/cloud/sign-in/credentials-file.ts'
import type { SelectionRule } from '../../runtime/core/selection.ts'
import { linkMapping, type MappingRequest } from '../../runtime/local/mappings/link-mapping.ts'
import { setOwner } from '../../runtime/local/roots/owner.ts'
import type { Account } from '../../runtime/ports/cloud.ts'
import { describeMappingRefusal } from '../dropbox/symlink/describe-refusal.ts'
import { UsageError } from '../terminal/errors.ts'
import type { DraftIndex } from './draft-index.ts'
import { setLink, withIndex } from './index-on-box.ts'
import type { Situation } from './situation.ts'

/** Everything that linking leaves behind. */
export type Link = {
  readonly account: Account
  /** the Dropbox folder, absolute, which is there */
  readonly folder: string
  /** what is to be written; undefined where they are already */
  readonly credentials: Credentials | undefined
  /** what the configuration does not say yet */
  readonly settings: {
    readonly folder?: string
    readonly appKey?: string
    readonly remoteRoot?: string
    readonly sharedHome?: 'allow'
  }
  /** the folder of Dropbox that is all of it; `path` '' and no id for the whole Dropbox */
  readonly root: FixedRoot
  /** whether what is known of Dropbox is of another folder of it, or of none that there is, and is forgotten */
  readonly replace: boolean
  readonly selection: readonly SelectionRule[]
  readonly mappings: readonly MappingRequest[]
}

/**
 * Writes the link, all of it at the end of the conversation and under the agent's lock. A kill between two steps leaves a box that
 * works: first what means nothing without credentials; then the credentials, with which the box is linked and nothing is chosen; then the
 * account and the choice in one step; the links of mapped folders at last, since only a known account may fill them.
 * Throws BoxError, StoreError, DiskError, AgentError 'already-running' or 'locked', UsageError for a folder that cannot be mapped any more.
 */
export async function writeLink({ paths, files }: Situation, link: Link, draft: DraftIndex): Promise<void> {
  const lock = await takeLock(paths, 'command')
  try {
    await setOwner(files, link.folder, link.account.id)
    if (Object.keys(link.settings).length > 0) await changeConfiguration(paths, link.settings)
    if (link.credentials) await writeCredentials(paths.credentialsFile, link.credentials)
    const { account, selection, root } = link
    const known = { account, selection, root: rootName(root) }
    setLink(draft.store, known)
    if (!(await draft.adopt(link.replace))) withIndex(paths.indexFile, (store) => setLink(store, known))
    await fixRoot(paths, root)
    keepChoice(paths.choiceFile, { account: account.id, selection })
    for (const mapping of link.mappings) {
      const linked = await linkMapping(files, mapping, mappingLimits(paths))
      if (linked.result === 'refused') throw new UsageError(describeMappingRefusal(linked.why, mapping))
    }
  } finally {
    await lock.release()
  }
}
