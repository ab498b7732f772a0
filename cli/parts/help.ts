import { distributionFolder, distributionVersion } from '../../runtime/box/distribution.ts'
import { readManifest } from '../../runtime/box/manifest.ts'
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
            ...verbs.map(rowOf),
          ].join('\n'),
        )
      return 0
    },
  }
}

/** A verb in the list, aligned as in the original. */
function rowOf({ name, operands, summary }: Command): string {
  return `  ${`parts ${name} ${operands}`.trimEnd().padEnd(26)} # ${summary}`
}

/** `Box VERSION-BUILD`; the build tells two packages of one version apart. */
function programVersion(): string {
  return `Box ${distributionVersion()}-${readManifest(distributionFolder())?.build ?? 'unknown'}`
}
