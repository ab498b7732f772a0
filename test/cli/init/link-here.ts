import { converse } from '../../../cli/init/conversation.ts'
import { createTerminal } from '../../../cli/terminal/terminal.ts'

/**
 * Does in this process what `dropbox_init` does with these words, variables and current folder, for tests of what comes after; gives the lines that
 * a person would be warned with. Throws what `converse` throws.
 */
export async function linkHere(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  currentFolder: string,
): Promise<string[]> {
  const warnings: string[] = []
  const terminal = {
    ...createTerminal(process),
    interactive: false,
    // The signals are those of the tests, of which many are in this process.
    interruptible: () => new AbortController().signal,
    print: () => undefined,
    narrate: () => undefined,
    printJson: () => undefined,
    detail: () => undefined,
    warn: (text: string) => void warnings.push(text),
  }
  await converse(terminal, words, environment, currentFolder)
  return warnings
}
