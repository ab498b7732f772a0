import type { Command, Help } from 'commander'
import type { Terminal } from './terminal.ts'
import { wrap } from './text.ts'

/** Below this many columns for what a term means, it stands below the term instead of beside it. */
const narrowest = 30
const indent = 6

/** Lays help of commander out for a terminal of so many columns, however few: for `configureHelp`. */
export const helpLayout: Partial<Help> = {
  minWidthToWrap: 1,
  styleUsage(usage) {
    return hanging(usage, widthOf(this), 'Usage: '.length)
  },
  formatItem(term, termWidth, description) {
    const width = widthOf(this)
    const room = width - termWidth - 4
    if (room >= narrowest) {
      const lines = wrap(description, room)
      return `  ${term.padEnd(termWidth)}  ${lines.join(`\n${' '.repeat(termWidth + 4)}`)}`.trimEnd()
    }
    const below = wrap(description, width - indent)
    return [`  ${hanging(term, width, 4, 2)}`, ...below.map((line) => ' '.repeat(indent) + line)].join('\n')
  },
}

/** Has the help of a command printed on a terminal, laid out for its columns. */
export function layOutHelp(command: Command, terminal: Pick<Terminal, 'print' | 'columns'>): void {
  command
    .configureOutput({
      writeOut: (text) => terminal.print(fitted(text.trimEnd(), terminal.columns)),
      writeErr: () => undefined,
      getOutHelpWidth: () => terminal.columns,
    })
    .configureHelp({ ...helpLayout, ...command.configureHelp() })
}

/** Text whose lines that stand at the margin fit so many columns. What is indented is to be copied as it is. */
export function fitted(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length <= columns || line.startsWith(' ') ? [line] : wrap(line, columns)))
    .join('\n')
}

/** Text whose first line begins at the column `begins`, and every further one at `indentation`. */
function hanging(text: string, width: number, indentation: number, begins = indentation): string {
  const [first = '', ...rest] = wrap(text, width - Math.max(indentation, begins))
  return [first, ...rest].join(`\n${' '.repeat(indentation)}`)
}

function widthOf({ helpWidth }: { readonly helpWidth?: number | undefined }): number {
  return helpWidth ?? 80
}
