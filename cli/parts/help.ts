import { distributionFolder, distributionVersion } from '../../runtime/box/distribution.ts'
import { readManifest } from '../../runtime/box/manifest.ts'
import { wrap } from '../terminal/text.ts'
import type { Command } from './command.ts'

/** `parts help`, and what `parts` says without a verb: its list of `verbs`. */
export function helpOn(verbs: readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'Show the commands',
    operands: '',
    options: [{ name: '--version', does: 'Print the version' }],
    async run({ terminal }, _operands, options) {
      const version = programVersion()
      if (options.has('--version')) terminal.print(version)
      else
        terminal.print(
          [
            `${version} - A Package Manager for Codio`,
            '',
            'Usage: parts COMMAND [ARGS...]',
            '',
            'Some useful commands are:',
            ...verbs.flatMap((verb) => rowsOf(verb, terminal.columns)),
          ].join('\n'),
        )
      return 0
    },
  }
}

/** Below so many columns what a verb does stands below it. */
const narrow = 60

/** A verb in the list, aligned as in the original where there is room for that. */
export function rowsOf(
  { name, operands, summary }: Pick<Command, 'name' | 'operands' | 'summary'>,
  columns: number,
): string[] {
  const verb = `parts ${name} ${operands}`.trimEnd()
  if (columns >= narrow) return [`  ${verb.padEnd(26)} # ${summary}`]
  return [
    ...wrap(verb, columns - 4).map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)),
    ...wrap(summary, columns - 6).map((line) => `      ${line}`),
  ]
}

/** `Box VERSION-BUILD`; the build tells two packages of one version apart. */
function programVersion(): string {
  return `Box ${distributionVersion()}-${readManifest(distributionFolder())?.build ?? 'unknown'}`
}
