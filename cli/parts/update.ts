import type { Command } from './command.ts'

/** `parts update`: the parts come with `parts`, so there is nothing to fetch; says how to have newer ones. */
export const update: Command = {
  name: 'update',
  summary: 'Update Box Parts',
  operands: '',
  async run({ terminal }) {
    terminal.narrate('=> Updating Autoparts...')
    terminal.print(`The parts come with this program, which npm updates:
  $ npm install -g box-parts@latest     (or a newer .tgz file of it)
  $ parts upgrade`)
    return 0
  },
}
