import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'
import { type SignInOptions, startSignIn } from '../../runtime/cloud/sign-in/sign-in.ts'
import { CloudError } from '../../runtime/ports/cloud.ts'
import { UsageError } from '../terminal/errors.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** So many codes a person may try. */
const attempts = 5

/**
 * Shows the opening line and the one address to visit (through `show`), and takes the code that Dropbox shows there: from a person, or as one line of standard input.
 * A code that Dropbox does not accept is asked for again where a person answers.
 * Throws UsageError without a code, CloudError 'bad-code' for a wrong one, and what the exchange throws.
 */
export async function signIn(
  terminal: Terminal,
  { opening, ...options }: SignInOptions & { readonly opening: string },
  signal: AbortSignal,
  show: (text: string) => void,
): Promise<Credentials> {
  const { url, finish } = startSignIn(options)
  show(opening)
  show(`Please visit this address, allow the access, and copy the code that Dropbox shows:\n\n  ${url}\n`)
  for (let attempt = 1; ; attempt++) {
    const code = await nextCode(terminal, signal)
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

async function nextCode(terminal: Terminal, signal: AbortSignal): Promise<string> {
  if (terminal.interactive)
    return terminal.askText({
      message: 'Code:',
      check: (answer) => answer.trim() !== '' || 'Paste the code that Dropbox shows.',
    })
  const line = await unlessAborted(terminal.readLine(), signal)
  if (line === undefined || line.trim() === '')
    throw new UsageError('No code was given. It is read as one line from standard input.')
  return line
}

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
