import type { Style, Terminal } from './terminal.ts'

/**
 * Prints the lines of a unified diff: in colours on a terminal, which obeys nothing that stands in them, and else as they are, so that patch(1)
 * understands them.
 */
export async function printDiff(
  terminal: Pick<Terminal, 'shown' | 'print' | 'pour' | 'style'>,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return
  if (!terminal.shown) return terminal.pour(Buffer.from(`${lines.join('\n')}\n`))
  for (const [index, line] of lines.entries()) {
    const style = index < 2 ? 'bold' : styles[line.charAt(0)]
    const plain = harmlessLine(line)
    terminal.print(style === undefined ? plain : terminal.style(style, plain))
  }
}

const styles: Readonly<Record<string, Style>> = { '-': 'red', '+': 'green', '@': 'cyan' }

/** A carriage return at the end is shown as git shows it; any other control character is no concern of the person's. */
function harmlessLine(line: string): string {
  return line.replace(/\r$/, '^M').replace(/[^\P{Cc}\t]|\p{Bidi_Control}/gu, '?')
}
