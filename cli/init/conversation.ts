import { withinLocks } from '../../runtime/box/configuration/within-locks.ts'
import { readConfiguration, requireChangeable } from '../../runtime/box/configuration.ts'
import { boxPaths } from '../../runtime/box/paths.ts'
import { rootOnBox } from '../../runtime/box/remote-root/root-on-box.ts'
import { connectionEnvironment } from '../../runtime/cloud/proxy/proxy-file.ts'
import { findCredentials, type LinkedWith } from '../../runtime/cloud/sign-in/find-credentials.ts'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { withConfiguration } from '../terminal/configuration.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { knownAppKey } from './app-key.ts'
import { LinkError } from './errors.ts'
import { link, type Means } from './link.ts'
import { changeLink } from './linked.ts'
import { readWishes } from './options.ts'
import { isOtherRoot } from './other-root.ts'
import type { Situation } from './situation.ts'
import { type Standing, standing } from './standing.ts'

/**
 * The conversation of `dropbox_init`: links this computer, or changes what a link does. Resolves when everything is written.
 * Throws Interrupted after Ctrl-C, with nothing half done, and what `link` and `changeLink` throw.
 */
export async function converse(
  terminal: Terminal,
  words: readonly string[],
  variables: NodeJS.ProcessEnv,
  currentFolder: string,
): Promise<void> {
  const wishes = readWishes(terminal, words, currentFolder)
  if (wishes === undefined) return
  const signal = terminal.interruptible()
  const named = withConfiguration(words, variables)
  const paths = boxPaths(named)
  try {
    const { environment, overruled } = await withinLocks(paths, named)
    for (const sentence of overruled) terminal.warn(`Warning: ${sentence}`)
    const configuration = await readConfiguration(paths)
    const { remoteRoot = configuration.remoteRoot } = wishes
    if (remoteRoot !== configuration.remoteRoot) await requireChangeable(paths, { remoteRoot })
    const root = await rootOnBox(
      paths,
      { ...configuration, ...(remoteRoot === undefined ? {} : { remoteRoot }) },
      environment,
    )
    const connecting = await connectionEnvironment(paths.proxyFile, environment)
    const asking = terminal.interactive && !wishes.yes && !wishes.json
    const situation: Situation = {
      terminal,
      paths,
      environment,
      connecting,
      currentFolder,
      wishes,
      configuration,
      root,
      files: nodeFiles(),
      signal,
      asking,
    }
    const file = paths.credentialsFile
    const found = await findCredentials({
      environment,
      file,
      appKey: knownAppKey(environment, configuration),
    })
    if (found?.mounted)
      terminal.detail(`${file} was mounted here; who else on this computer can read it was not changed.`)
    const stands = await standing(situation, found)
    if (stands === 'linked' && found !== undefined && (await isOtherRoot(situation, found.credentials)))
      await link(situation, { kind: 'present', credentials: found.credentials, keep: false }, 'other-root')
    else if (stands === 'linked') await changeLink(situation)
    else await link(situation, meansFor(stands, found))
  } catch (error) {
    // What was under way when Ctrl-C came fails in its own words; the reason is that it was called off.
    signal.throwIfAborted()
    throw error
  }
}

/** What a box that does not stand linked is linked with. Throws LinkError where that is for the environment to say, and it says wrong. */
function meansFor(stands: Exclude<Standing, 'linked'>, found: LinkedWith | undefined): Means {
  if (found === undefined || stands === 'not-linked') return { kind: 'code', opening: openings['not-linked'] }
  const { credentials, source } = found
  if (stands === 'unfinished') {
    const keep = source === 'environment' && credentials.kind === 'refreshable'
    return { kind: 'present', credentials, keep }
  }
  if (source === 'environment') throw unusableVariables(stands)
  return { kind: 'code', opening: openings[stands] }
}

const openings: Readonly<Record<Exclude<Standing, 'linked' | 'unfinished'>, string>> = {
  'not-linked': "This computer isn't linked to any Dropbox account yet.",
  revoked:
    'Dropbox no longer accepts the link of this computer. Link it anew: what was synced goes on where it was.',
  'other-account':
    'This computer was synced with another Dropbox account than the one it is linked to. Sign in with that one.',
}

function unusableVariables(stands: 'revoked' | 'other-account'): LinkError {
  return new LinkError(
    stands,
    stands === 'revoked'
      ? 'Dropbox does not accept the token in DROPBOX_REFRESH_TOKEN or DROPBOX_ACCESS_TOKEN. Set one that is valid, or none.'
      : 'The token in DROPBOX_REFRESH_TOKEN or DROPBOX_ACCESS_TOKEN belongs to another Dropbox account than the one this computer is synced with. Set one of that account, or none.',
  )
}
