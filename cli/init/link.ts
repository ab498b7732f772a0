import { existsSync } from 'node:fs'
import { connectionOptions } from '../../runtime/agent/connection-options.ts'
import { remoteRootOf } from '../../runtime/agent/remote-root.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { startAgent } from '../../runtime/agent/start.ts'
import { stopAgent } from '../../runtime/agent/stop.ts'
import { readConfiguration, requireChangeable } from '../../runtime/box/configuration.ts'
import { everyConfiguration } from '../../runtime/box/configurations.ts'
import { serviceOf } from '../../runtime/box/paths.ts'
import { rootName } from '../../runtime/box/remote-root/fixed-root.ts'
import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'
import { revokeAccess } from '../../runtime/cloud/sign-in/revoke.ts'
import type { Account } from '../../runtime/ports/cloud.ts'
import { Interrupted } from '../terminal/errors.ts'
import { grouped, visible } from '../terminal/text.ts'
import { askAppKey, knownAppKey } from './app-key.ts'
import { withCloud } from './connection.ts'
import { createDraftIndex, type DraftIndex } from './draft-index.ts'
import { LinkError } from './errors.ts'
import { startAtBoot, startNow } from './finish.ts'
import { makeFolder, requireUsableFolder } from './folder.ts'
import { readIndex } from './index-on-box.ts'
import { listDropbox, topOfDropbox } from './listing.ts'
import { askWorkspace, requireMappable, wishedMappings } from './mapping.ts'
import { agreeToOtherRoot, differs, namespaceFor } from './other-root.ts'
import { requirePrivatePlace } from './private-place.ts'
import { askSelection, wishedSelection } from './selection.ts'
import { signIn } from './sign-in.ts'
import type { Situation } from './situation.ts'
import { agreeToTakeOver } from './take-over.ts'
import { type Link, writeLink } from './write-link.ts'

/** How long Dropbox is given to take back a link that was not completed, in ms. */
const patienceOfRevoking = 3_000

/** Credentials to link with; `keep` says whether they belong into the credentials file, `typedKey` which app key does into the configuration. */
type Present = { readonly credentials: Credentials; readonly keep: boolean; readonly typedKey?: string }

/** What to link with: credentials that are there, or a code; `opening` is what a person is told before they are shown where to get one. */
export type Means =
  | ({ readonly kind: 'present' } & Omit<Present, 'typedKey'>)
  | { readonly kind: 'code'; readonly opening: string }

/** What a person decided, with nothing of it done yet. */
type Decision = Pick<Link, 'account' | 'selection' | 'mappings' | 'root' | 'replace'> & {
  readonly start: boolean
  readonly autostart: boolean
}

/**
 * Links this computer, from the code to the closing lines. Nothing is written before the last question is answered: whatever is
 * thrown until then leaves the box as it was, and a link that Dropbox made meanwhile is taken back there. `why`: a computer that is linked is to sync with another
 * folder of Dropbox than before.
 * Throws LinkError, UsageError, CloudError, CloudSetupError, BoxError, StoreError, AgentError.
 */
export async function link(situation: Situation, means: Means, why?: 'other-root'): Promise<void> {
  const { terminal, paths, wishes, configuration, signal } = situation
  const folder = wishes.folder ?? configuration.folder
  if (folder !== configuration.folder) await requireChangeable(paths, { folder })
  await requireUsableFolder(paths, folder, await otherFolders(situation))
  await requireMappable(situation, folder)
  if (means.kind === 'code' || means.keep) await requirePrivatePlace(situation)
  await using draft = await createDraftIndex(paths)
  let present: Present | undefined
  let ran = false
  let decision: Decision
  try {
    present = means.kind === 'code' ? await askForCode(situation, means.opening) : means
    ran = await isRunning(paths)
    if (ran) await stopAgent(paths)
    decision = await decide(situation, present.credentials, folder, draft, why === 'other-root')
    signal.throwIfAborted()
    await makeFolder(folder)
  } catch (error) {
    if (present && means.kind === 'code') await takeBack(situation, present.credentials)
    if (ran) await startAgent(paths, { environment: situation.environment })
    if (signal.aborted || error instanceof Interrupted)
      terminal.warn('Stopped. Nothing was changed on this computer.')
    throw error
  }

  terminal.narrate('Trying to exclude folders, please wait...')
  const { credentials, keep, typedKey } = present
  const settings = {
    ...(folder === configuration.folder ? {} : { folder }),
    ...(typedKey === undefined ? {} : { appKey: typedKey }),
    ...(wishes.remoteRoot === undefined || wishes.remoteRoot === configuration.remoteRoot
      ? {}
      : { remoteRoot: wishes.remoteRoot }),
    // The agent that works with the link is to know that it is meant so.
    ...(wishes.sharedHome && configuration.sharedHome !== 'allow' ? { sharedHome: 'allow' as const } : {}),
  }
  await writeLink(
    situation,
    { ...decision, folder, credentials: keep ? credentials : undefined, settings },
    draft,
  )
  await conclude(situation, folder, { ...decision, start: decision.start || ran })
}

/** The Dropbox folders of the configurations beside this one. Throws BoxError when one of them cannot be read. */
async function otherFolders({ paths, environment }: Situation): Promise<readonly string[]> {
  const others = everyConfiguration(environment).filter(
    ({ configuration, indexFile }) => configuration !== paths.configuration && existsSync(indexFile),
  )
  return Promise.all(others.map(async (other) => (await readConfiguration(other)).folder))
}

/** Takes a code, with the key of an app. Throws what `askAppKey` and `signIn` throw. */
async function askForCode(
  { terminal, wishes, environment, connecting, configuration, signal }: Situation,
  opening: string,
): Promise<Present> {
  const known = knownAppKey(environment, configuration)
  // Standard output is for the outcome alone where it is to be JSON.
  const show = wishes.json ? terminal.warn : terminal.print
  const connection = connectionOptions(connecting)
  const ofDropbox = connection.apiUrl === undefined
  for (let again = false; ; again = true) {
    const { key, typed } =
      known === undefined ? await askAppKey(terminal, { ofDropbox, again }) : { key: known, typed: false }
    const options = { ...connection, appKey: key, opening: again ? undefined : opening, mayGoBack: typed }
    const credentials = await signIn(terminal, options, signal, show)
    if (credentials !== undefined) return { credentials, keep: true, ...(typed ? { typedKey: key } : {}) }
  }
}

/** Looks at the account and lists Dropbox into the draft, then takes what to do from the command line or the person. */
async function decide(
  situation: Situation,
  credentials: Credentials,
  folder: string,
  draft: DraftIndex,
  isOther: boolean,
): Promise<Decision> {
  const { terminal, paths, wishes, connecting, signal, asking, root } = situation
  const known = await readIndex(paths)
  const account = await terminal.spin('Asking Dropbox', () =>
    withCloud(connecting, credentials, (cloud) => cloud.account(signal)),
  )
  if (known.accountId !== undefined && known.accountId !== account.id) throw otherAccount(account)
  const before = known.root ?? root.fixed
  const namespace = namespaceFor(situation, account, before)
  const replace = isOther || differs(rootName({ path: root.path, namespace }), before)
  if (replace) await agreeToOtherRoot(situation, rootName({ path: root.path, namespace }), before ?? '')
  let id: string | undefined = replace ? undefined : root.id
  const remoteRoot = remoteRootOf({ path: root.path, id }, async (found) => {
    id = found
  })
  await terminal.spin('Listing your Dropbox', (show) =>
    withCloud(
      connecting,
      credentials,
      (cloud) =>
        listDropbox(draft.store, cloud, signal, (entries) =>
          show(`Listing your Dropbox: ${grouped(entries)} files and folders`),
        ),
      { root: remoteRoot, namespace },
    ),
  )
  await agreeToTakeOver(situation, folder, account)
  const items = topOfDropbox(draft.store)
  const mappings = await wishedMappings(situation, folder, items)
  let selection = await wishedSelection(situation, folder, draft.store, known.selection)
  const linked = { account, root: { path: root.path, id, namespace }, replace }
  if (!asking) return { ...linked, selection, mappings, start: wishes.start, autostart: wishes.autostart }

  if (!wishes.syncAll && wishes.sync.length === 0)
    selection = await askSelection(situation, folder, items, selection)
  const workspace = mappings.length > 0 ? undefined : await askWorkspace(situation, folder, items)
  return {
    ...linked,
    selection,
    mappings: workspace ? [workspace] : mappings,
    start: wishes.start || (await terminal.askYesNo({ message: 'Start Dropbox now?', initial: true })),
    autostart:
      wishes.autostart ||
      (await terminal.askYesNo({ message: 'Start Dropbox each time this box boots?', initial: true })),
  }
}

/** Starts what is to start, and says the closing lines even when that fails: the box is linked. */
async function conclude(
  situation: Situation,
  folder: string,
  { account, start, autostart, mappings }: Decision,
): Promise<void> {
  const { terminal, wishes } = situation
  try {
    if (autostart) await startAtBoot(situation)
    if (start) await startNow(situation)
    else
      terminal.narrate(
        `Dropbox is not running yet. Start it with "parts start ${serviceOf(situation.paths.configuration)}".`,
      )
  } finally {
    if (wishes.json) {
      const { name, email } = account
      const remoteRoot = situation.root.path || undefined
      terminal.printJson({
        ...{ linked: true, account: { name, email }, folder, remoteRoot, mappings, start, autostart },
      })
    } else terminal.print(`This computer is now linked to Dropbox. Welcome ${visible(account.name)}`)
  }
}

/** Ends a link at Dropbox that this box does not keep. That it fails must not hide why it is not kept. */
async function takeBack({ terminal, connecting }: Situation, credentials: Credentials): Promise<void> {
  try {
    const patience = AbortSignal.timeout(patienceOfRevoking)
    await revokeAccess({ ...connectionOptions(connecting), credentials }, patience)
  } catch (error) {
    terminal.detail(`The unused link could not be taken back at Dropbox: ${String(error)}`)
  }
}

function otherAccount({ name, email }: Account): LinkError {
  return new LinkError(
    'other-account',
    `You signed in as ${visible(name)} (${visible(email)}), but the files on this computer are synced with another Dropbox account. Sign in with that one, or forget it first with "parts purge dropbox"; that deletes no files.`,
  )
}
