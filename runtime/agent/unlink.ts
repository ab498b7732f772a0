import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { withinLocks } from '../box/configuration/within-locks.ts'
import { readConfiguration } from '../box/configuration.ts'
import { flushFolder } from '../box/durable-file.ts'
import { asBoxError, BoxError } from '../box/errors.ts'
import type { BoxPaths } from '../box/paths.ts'
import { connectionEnvironment } from '../cloud/proxy/proxy-file.ts'
import { findCredentials } from '../cloud/sign-in/find-credentials.ts'
import { revokeAccess } from '../cloud/sign-in/revoke.ts'
import { CloudError } from '../ports/cloud.ts'
import { connectionOptions } from './connection-options.ts'
import { notLinked } from './errors.ts'
import { takeLock } from './process/lock.ts'
import { stopAgent } from './stop.ts'

/** Where the credentials come from, and what became of the link. */
export interface Unlinked {
  /** variables stay set, and hold a token that is worth nothing any more */
  readonly source: 'environment' | 'file'
  /** false when Dropbox could not be reached: whoever has a copy of the credentials can still use them */
  readonly revoked: boolean
  /** the credentials file, where it could not be removed: a secret that is mounted, and worth nothing any more */
  readonly left: string | undefined
}

/** How long Dropbox may take to end the link, ms. */
const patience = 6_000

/** Where the credentials of this box come from. Throws AgentError `not-linked`, CloudSetupError and BoxError. */
export async function linkSource(
  paths: BoxPaths,
  environment: NodeJS.ProcessEnv,
): Promise<Unlinked['source']> {
  return (await found(paths, environment)).source
}

/**
 * Ends this box's link: stops the agent, has Dropbox forget the token, and removes the credentials file. Files, index and choices stay, so that whoever
 * links the same account again goes on where this ended. A kill in between leaves a link that is dead at Dropbox, or gone here; doing it again completes it.
 * Throws AgentError `not-linked`, `not-stopped` or `locked`, CloudSetupError, and BoxError when the file cannot be removed and Dropbox could not be told.
 */
export async function unlink(paths: BoxPaths, environment: NodeJS.ProcessEnv): Promise<Unlinked> {
  const { credentials, source } = await found(paths, environment)
  await stopAgent(paths)
  const lock = await takeLock(paths, 'command')
  try {
    const revoked = await revoke()
    const left = source === 'file' ? await removed(paths.credentialsFile, revoked) : undefined
    return { source, revoked, left }
  } finally {
    await lock.release()
  }

  async function revoke(): Promise<boolean> {
    try {
      const options = connectionOptions(await connectionEnvironment(paths.proxyFile, environment))
      await revokeAccess({ ...options, credentials }, AbortSignal.timeout(patience))
      return true
    } catch (error) {
      // The link is to end here even where Dropbox cannot be told; who unlinks hears of it.
      if (error instanceof CloudError || (error instanceof Error && error.name === 'TimeoutError'))
        return false
      throw error
    }
  }
}

async function found(paths: BoxPaths, variables: NodeJS.ProcessEnv) {
  const { appKey } = await readConfiguration(paths)
  const { environment } = await withinLocks(paths, variables)
  const credentials = await findCredentials({ environment, file: paths.credentialsFile, appKey })
  if (credentials === undefined) throw notLinked()
  return credentials
}

/** Removes the credentials file; gives its path when that cannot be and does not matter any more. */
async function removed(file: string, revoked: boolean): Promise<string | undefined> {
  try {
    await rm(file, { force: true })
    await flushFolder(dirname(file))
    return undefined
  } catch (error) {
    const problem = asBoxError(error, file)
    if (revoked && problem instanceof BoxError && problem.code === 'not_writable') return file
    throw problem
  }
}
