import type { Command } from 'commander'
import { distributionVersion } from '../../runtime/box/distribution.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const commands = ['npm install -g box-parts@latest', 'parts upgrade']

/** `dropbox update`: says how a newer version is had; nothing is fetched. */
export function update({ terminal }: Surroundings): Command {
  return verb('update', 'Tell how to get a newer version').action(async (_, command: Command) => {
    const version = distributionVersion()
    if (command.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ version, commands })
    terminal.print(`This is version ${version}. A newer one comes with npm (or a newer .tgz file of it):`)
    for (const each of commands) terminal.print(`  $ ${each}`)
  })
}
