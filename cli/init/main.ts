import { describeDropboxFailure } from '../dropbox/failure.ts'
import { runProgram } from '../terminal/program.ts'
import { converse } from './conversation.ts'

await runProgram(async (terminal, words) => {
  await converse(terminal, words, process.env, process.cwd())
  return 0
}, describeDropboxFailure)
