import { homedir } from 'node:os'
import { boxPaths } from '../../runtime/box/paths.ts'
import { dropboxProgram } from '../dropbox/program.ts'
import { wishesCommand } from '../init/options.ts'
import { everywhere } from '../parts/arguments.ts'
import { commands } from '../parts/commands.ts'
import { createTerminal } from '../terminal/terminal.ts'
import type { DescribedCommand } from './described.ts'
import { describeCommander } from './of-commander.ts'
import { describeParts } from './of-parts.ts'

/** Describes every program that a person types, from what the programs themselves read their command lines by. Runs none of them. */
export async function describePrograms(): Promise<readonly DescribedCommand[]> {
  const dropbox = await dropboxProgram(
    {
      terminal: createTerminal(process),
      paths: boxPaths({ HOME: homedir() }),
      environment: {},
      currentFolder: '/',
      calledAs: 'dropbox',
      exitCode: 0,
    },
    [],
  )
  return [
    describeCommander(dropbox),
    describeCommander(wishesCommand('/')),
    describeParts(
      commands.values(),
      everywhere.map(({ name, does }) => ({ names: [name], value: undefined, does, choices: [] })),
    ),
  ]
}
