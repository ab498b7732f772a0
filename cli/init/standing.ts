import { existsSync } from 'node:fs'
import { openControl } from '../../runtime/agent/client.ts'
import type { AgentReport } from '../../runtime/agent/control.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { LinkedWith } from '../../runtime/cloud/sign-in/find-credentials.ts'
import { CloudError } from '../../runtime/ports/cloud.ts'
import { withCloud } from './connection.ts'
import { readIndex } from './index-on-box.ts'
import type { Situation } from './situation.ts'

/**
 * How this box stands to Dropbox. `unfinished`: credentials are here, and nothing was chosen or synced with them yet, or they are variables that nobody has
 * kept since the box was unlinked.
 * `other-account`: they are another account's than the box was synced with. `revoked`: Dropbox no longer accepts them.
 */
export type Standing = 'not-linked' | 'unfinished' | 'linked' | 'revoked' | 'other-account'

/** How long Dropbox may take to answer where the agent runs, which meets a dead link itself sooner or later, in ms. */
const patienceWithAgent = 10_000

/**
 * Finds out how this box stands; asks Dropbox itself unless the agent knows that the link is dead: one that has just started, or that waits
 * for changes, has not noticed yet. Without network a box that was linked counts as linked. Throws AgentError, BoxError, StoreError, CloudError 'offline' for an unfinished link, 'app-refused' or 'bad-answer'.
 */
export async function standing(situation: Situation, found: LinkedWith | undefined): Promise<Standing> {
  if (found === undefined) return 'not-linked'
  return (await isRunning(situation.paths))
    ? standingOfAgent(situation, found)
    : standingOfIndex(situation, found)
}

async function standingOfAgent(situation: Situation, { credentials }: LinkedWith): Promise<Standing> {
  const { terminal, paths, connecting, signal } = situation
  const { status } = await reportOf(paths)
  if (status.state === 'unlinked') return 'revoked'
  if (status.state === 'halted' && status.halts.some(({ reason }) => reason === 'account-changed'))
    return 'other-account'
  const patience = AbortSignal.timeout(patienceWithAgent)
  try {
    await terminal.spin('Asking Dropbox', () =>
      withCloud(connecting, credentials, (cloud) => cloud.account(AbortSignal.any([signal, patience]))),
    )
    return 'linked'
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof CloudError && error.code === 'unlinked') return 'revoked'
    if (patience.aborted || (error instanceof CloudError && error.code === 'offline')) return 'linked'
    throw error
  }
}

async function reportOf(paths: BoxPaths): Promise<AgentReport> {
  await using control = await openControl(paths)
  return await control.report()
}

async function standingOfIndex(
  { terminal, paths, connecting, signal }: Situation,
  { credentials, source }: LinkedWith,
): Promise<Standing> {
  const { accountId } = await readIndex(paths)
  const isToKeep =
    source === 'environment' && credentials.kind === 'refreshable' && !existsSync(paths.credentialsFile)
  try {
    const account = await terminal.spin('Asking Dropbox', () =>
      withCloud(connecting, credentials, (cloud) => cloud.account(signal)),
    )
    if (accountId !== undefined && accountId !== account.id) return 'other-account'
    return accountId === undefined || isToKeep ? 'unfinished' : 'linked'
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    if (error.code === 'unlinked') return 'revoked'
    if (error.code === 'offline' && accountId !== undefined) return 'linked'
    throw error
  }
}
