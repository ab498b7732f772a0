import { runProgram } from '../terminal/program.ts'

await runProgram(async (terminal) => {
  terminal.print('hello')
  return 0
})
