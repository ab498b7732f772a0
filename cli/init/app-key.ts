import type { Configuration } from '../../runtime/box/configuration.ts'
import { readShared } from '../../runtime/box/distribution.ts'
import { scopes } from '../../runtime/cloud/sign-in/scopes.ts'
import { isAppKey } from '../../runtime/cloud/sign-in/sign-in.ts'
import { UsageError } from '../terminal/errors.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** The key of the Dropbox app; one that a person typed is to be kept in the configuration. */
export type AppKey = { readonly key: string; readonly typed: boolean }

/** The key as DROPBOX_APP_KEY, the configuration or the package gives it, in this order. */
export function knownAppKey(
  environment: NodeJS.ProcessEnv,
  configuration: Configuration,
): string | undefined {
  return environment['DROPBOX_APP_KEY']?.trim() || configuration.appKey || packedAppKey()
}

/**
 * Explains how to make an app, step by step, and asks for its key. A key that does not look like one of Dropbox's (`ofDropbox`: it is one of theirs, not an
 * emulator's) is asked about, for it is likely to be mistyped. `again`: it was explained already.
 * Throws UsageError with the explanation where nobody can be asked.
 */
export async function askAppKey(
  terminal: Pick<Terminal, 'interactive' | 'print' | 'askText' | 'askYesNo'>,
  { ofDropbox, again }: { readonly ofDropbox: boolean; readonly again: boolean },
): Promise<AppKey> {
  if (!terminal.interactive)
    throw new UsageError(`${explanation()}\nThen give its key: DROPBOX_APP_KEY=<app key> dropbox_init`)
  if (!again) terminal.print(explanation())
  for (;;) {
    const answer = await terminal.askText({
      message: 'App key:',
      check: (typed) => isAppKey(typed.trim()) || 'An app key has only letters and digits: a1b2c3d4e5f6g7h',
    })
    const key = answer.trim()
    if (!ofDropbox || isUsual(key)) return { key, typed: true }
    const message = `App keys usually are 15 small letters and digits, which ${key} is not. Take it all the same?`
    if (await terminal.askYesNo({ message, initial: false })) return { key, typed: true }
  }
}

/** Whether a key looks like those that Dropbox has given so far. It says nowhere that others will. */
function isUsual(key: string): boolean {
  return /^[a-z0-9]{15}$/.test(key)
}

/** The steps and words are those of Dropbox's own pages (dropbox.com/developers/apps/create). Lines fit the usual 80 columns. */
function explanation(): string {
  return `Linking needs the key of a Dropbox app, and none is known here.
Making one takes two minutes:

  1. Open https://www.dropbox.com/developers/apps/create in a browser.
  2. Choose an API: take "Scoped access".
  3. Choose the type of access: take "Full Dropbox" to sync any of your folders,
     or "App folder" to let this computer see nothing but its own, Apps/NAME.
  4. Name the app; any name that is free will do. Press "Create app".
  5. In the tab "Permissions" tick these, then press "Submit":
${scopes.map((scope) => `       ${scope}`).join('\n')}
  6. In the tab "Settings" copy the "App key". The app secret is not needed.
`
}

/** The key that whoever packed this package put into it, if they did. */
function packedAppKey(): string | undefined {
  try {
    return readShared('app-key').trim() || undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
