import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'
import { type SignInOptions, startSignIn } from '../../runtime/cloud/sign-in/sign-in.ts'
import { CloudError } from '../../runtime/ports/cloud.ts'
import { UsageError } from '../terminal/errors.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** So many codes a person may try. */
const attempts = 5

type Asked = SignInOptions & {
  /** what a person is told before the address; undefined where they know it already */
  readonly opening: string | undefined
  /** whether the app key may be typed anew, since a person typed it */
  readonly mayGoBack: boolean
}

/**
 * Shows the opening line and the one address to visit (through `show`), and takes the code that Dropbox shows there: from a person, or as one line of standard input.
 * A code that Dropbox does not accept is asked for again where a person answers; one who goes back to the app key gets undefined.
 * Throws UsageError without a code, CloudError 'bad-code' for a wrong one, and what the exchange throws.
 */
export async function signIn(
  terminal: Terminal,
  { opening, mayGoBack, ...options }: Asked,
  signal: AbortSignal,
  show: (text: string) => void,
): Promise<Credentials | undefined> {
  const { url, finish } = startSignIn(options)
  if (opening !== undefined) show(opening)
  show(`Please visit this address, allow the access, and copy the code that Dropbox shows:\n\n  ${url}\n`)
  if (mayGoBack) show('If that page knows no such app, press Enter alone: the key is asked for again.\n')
  for (let attempt = 1; ; attempt++) {
    const code = await nextCode(terminal, signal, mayGoBack)
    if (code === '') return undefined
    try {
      return await terminal.spin('Linking this computer', () => finish(code, signal))
    } catch (error) {
      if (!(error instanceof CloudError && error.code === 'bad-code')) throw error
      if (!terminal.interactive || attempt === attempts) throw error
      terminal.warn(
        'Dropbox did not accept that code. Copy all of it; a code works once and for some minutes only, and',
      )
      terminal.warn('the same address gives a new one.')
    }
  }
}

/** What was given as a code, trimmed; it may only be empty where a person may go back. */
async function nextCode(terminal: Terminal, signal: AbortSignal, mayGoBack: boolean): Promise<string> {
  if (terminal.interactive) {
    const answer = await terminal.askText({
      message: 'Code:',
      check: (typed) => mayGoBack || typed.trim() !== '' || noCode,
    })
    return answer.trim()
  }
  const line = (await unlessAborted(terminal.readLine(), signal))?.trim() ?? ''
  if (line === '') throw new UsageError('No code was given. It is read as one line from standard input.')
  return line
}

const noCode = 'Paste the code that Dropbox shows. Ctrl-C ends this, and nothing is kept.'

/** Waits for `promise`, but no longer than until `signal` is aborted; then throws its reason. */
async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
