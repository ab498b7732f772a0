import { runProgram } from '../terminal/program.ts'
import { describeDropboxFailure } from './failure.ts'
import { runDropbox } from './program.ts'

await runProgram((terminal, words) => runDropbox(terminal, words, process.title), describeDropboxFailure)
