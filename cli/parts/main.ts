import { runProgram } from '../terminal/program.ts'
import { describePartsFailure } from './errors.ts'
import { runParts } from './run.ts'

await runProgram((terminal, argv) => runParts(terminal, argv, process.env), describePartsFailure)
