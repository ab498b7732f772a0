import { currentFolder } from '../terminal/current-folder.ts'
import { runProgram } from '../terminal/program.ts'
import { describeDropboxFailure } from './failure.ts'
import { runDropbox } from './program.ts'

const caller = {
  environment: process.env,
  get currentFolder() {
    return currentFolder()
  },
  calledAs: process.title,
}

await runProgram((terminal, words) => runDropbox(terminal, words, caller), describeDropboxFailure)
