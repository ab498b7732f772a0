import { UsageError } from './errors.ts'
import type { Terminal } from './terminal.ts'

/** A password that is not to stand on a command line: typed unseen at a terminal (`message`), else the first line of standard input. Throws UsageError without one. */
export async function askPassword(
  terminal: Pick<Terminal, 'interactive' | 'askSecret' | 'readLine'>,
  message: string,
): Promise<string> {
  const password = terminal.interactive ? await terminal.askSecret({ message }) : await terminal.readLine()
  if (password) return password
  throw new UsageError(
    'A password is missing: give it as the first line of standard input, or at a terminal.',
  )
}
