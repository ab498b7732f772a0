import { describeDropboxFailure } from '../dropbox/failure.ts'
import { currentFolder } from '../terminal/current-folder.ts'
import { runProgram } from '../terminal/program.ts'
import { converse } from './conversation.ts'

await runProgram(async (terminal, words) => {
  await converse(terminal, words, process.env, currentFolder())
  return 0
}, describeDropboxFailure)
