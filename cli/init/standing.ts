import { openControl } from '../../runtime/agent/client.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import type { LinkedWith } from '../../runtime/cloud/sign-in/find-credentials.ts'
import { CloudError } from '../../runtime/ports/cloud.ts'
import { withCloud } from './connection.ts'
import { readIndex } from './index-on-box.ts'
import type { Situation } from './situation.ts'

/**
 * How this box stands to Dropbox. `unfinished`: credentials are here, and nothing was chosen or synced with them yet.
 * `other-account`: they are another account's than the box was synced with. `revoked`: Dropbox no longer accepts them.
 */
export type Standing = 'not-linked' | 'unfinished' | 'linked' | 'revoked' | 'other-account'

/**
 * Finds out how this box stands; asks Dropbox unless the agent runs and knows. Without network a box that was linked counts as
 * linked. Throws AgentError, BoxError, StoreError, CloudError 'offline' for an unfinished link, 'app-refused' or 'bad-answer'.
 */
export async function standing(situation: Situation, found: LinkedWith | undefined): Promise<Standing> {
  if (found === undefined) return 'not-linked'
  return (await isRunning(situation.paths)) ? standingOfAgent(situation) : standingOfIndex(situation, found)
}

async function standingOfAgent({ paths }: Situation): Promise<Standing> {
  await using control = await openControl(paths)
  const { status } = await control.report()
  if (status.state === 'unlinked') return 'revoked'
  const otherAccount =
    status.state === 'halted' && status.halts.some(({ reason }) => reason === 'account-changed')
  return otherAccount ? 'other-account' : 'linked'
}

async function standingOfIndex(
  { terminal, paths, environment, signal }: Situation,
  { credentials }: LinkedWith,
): Promise<Standing> {
  const { accountId } = await readIndex(paths)
  try {
    const account = await terminal.spin('Asking Dropbox', () =>
      withCloud(environment, credentials, (cloud) => cloud.account(signal)),
    )
    if (accountId === undefined) return 'unfinished'
    return accountId === account.id ? 'linked' : 'other-account'
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    if (error.code === 'unlinked') return 'revoked'
    if (error.code === 'offline' && accountId !== undefined) return 'linked'
    throw error
  }
}
