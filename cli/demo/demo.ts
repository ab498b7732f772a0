import { runProgram } from '../terminal/program.ts'
import { demonstrate } from './demonstrate.ts'

await runProgram(async (terminal) => {
  await demonstrate(terminal)
  return 0
})
