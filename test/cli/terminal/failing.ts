import { currentFolder } from '../../../cli/terminal/current-folder.ts'
import { UsageError } from '../../../cli/terminal/errors.ts'
import { runProgram } from '../../../cli/terminal/program.ts'

/** Fails in the way that its argument names. */
await runProgram(async (terminal, [kind, verbosity]) => {
  if (verbosity === 'verbose' || verbosity === 'quiet') terminal.setVerbosity(verbosity)
  terminal.narrate('working')
  switch (kind) {
    case 'usage':
      throw new UsageError('There is no --foo.')
    case 'known':
      throw Object.assign(new Error('The disk is full.', { cause: new Error('ENOSPC below') }), {
        code: 'no_space',
        secret: 'hunter2',
      })
    case 'bug':
      throw new TypeError('x is not a function')
    case 'folder':
      terminal.print(currentFolder())
      return 0
    case 'lines':
      for (let line = 0; line < 100_000; line++) terminal.print(`line ${line}`)
      return 0
    default:
      return undefined
  }
})
