import { UsageError } from './errors.ts'
import type { Terminal } from './terminal.ts'

/**
 * A password that is not to stand on a command line: typed unseen at a terminal (`message`), else the first line of standard input. Throws UsageError without
 * one, and at a terminal where JSON is printed, whose reader is no person.
 */
export async function askPassword(
  terminal: Pick<Terminal, 'interactive' | 'askSecret' | 'readLine'>,
  { message, json }: { readonly message: string; readonly json: boolean | undefined },
): Promise<string> {
  const asked = () => (json ? undefined : terminal.askSecret({ message }))
  const password = await (terminal.interactive ? asked() : terminal.readLine())
  if (password) return password
  throw new UsageError(
    'A password is missing: give it as the first line of standard input, or at a terminal.',
  )
}
