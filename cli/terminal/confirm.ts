import { UsageError } from './errors.ts'
import type { Terminal } from './terminal.ts'

/**
 * Asks a person whether to go on with what they were just shown; `initial` is what Enter alone answers. Throws UsageError where nobody can be asked: without a
 * terminal, and where JSON is printed, whose reader is no person. `otherwise` says which option does it without asking: a sentence.
 */
export async function confirm(
  terminal: Pick<Terminal, 'interactive' | 'askYesNo'>,
  {
    message = 'Go on?',
    initial = false,
    otherwise,
    json,
  }: {
    readonly message?: string
    readonly initial?: boolean
    readonly otherwise: string
    readonly json: boolean | undefined
  },
): Promise<boolean> {
  if (!terminal.interactive || json === true) throw new UsageError(`Nobody is there to ask. ${otherwise}`)
  return terminal.askYesNo({ message, initial })
}
