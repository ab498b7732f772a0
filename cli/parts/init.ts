import { startedMarks } from '../../runtime/box/autostart-list.ts'
import type { Command } from './command.ts'
import { environmentLines } from './env.ts'
import { startQuietly } from './start.ts'

/** `parts init`: for shell profiles; `-` prints what `env` prints, `--start` starts what was left started. */
export const init: Command = {
  name: 'init',
  summary: 'Prints what to add to your shell profile',
  operands: '',
  options: [
    { name: '-', does: 'Print the commands needed to set up the parts environment' },
    { name: '--start', does: 'Start the services that were not stopped' },
  ],
  async run(context, _operands, options) {
    const { terminal, paths, environment } = context
    if (options.has('--start')) {
      return startQuietly(context, startedMarks(paths))
    }
    if (options.has('-')) {
      terminal.print(environmentLines(paths, environment))
      return 0
    }
    terminal.print(`# Load environment variables for Autoparts automatically by
# adding the following to ${profileOf(environment['SHELL'] ?? '')}

eval "$(parts init -)"`)
    return 0
  },
}

function profileOf(shell: string): string {
  if (shell.includes('zsh')) return '~/.zshrc'
  return shell.includes('bash') ? '~/.bashrc' : 'your profile'
}
