import { runProgram } from '../../../cli/terminal/program.ts'

/** Asks one question of each kind, and prints the answers as JSON. */
await runProgram(async (terminal) => {
  const key = await terminal.askText({
    message: 'Which key?',
    check: (answer) => answer.length === 3 || 'A key has three letters.',
  })
  const sure = await terminal.askYesNo({ message: 'Sure?', initial: false })
  const choices = ['one', 'two', 'three'].map((name) => ({
    name,
    value: name.length,
    checked: name === 'three',
  }))
  const one = await terminal.askOne({ message: 'Which one?', choices })
  const many = await terminal.askMany({ message: 'Which ones?', choices })
  terminal.printJson({ key, sure, one, many })
  return 7
})
