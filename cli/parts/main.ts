import { boxPaths } from '../../runtime/box/paths.ts'
import { runProgram } from '../terminal/program.ts'
import { installedAgent } from './agent.ts'
import { describePartsFailure } from './errors.ts'
import { runParts } from './run.ts'

await runProgram(async (terminal, argv) => {
  const paths = boxPaths(process.env)
  return runParts({ terminal, paths, environment: process.env, agent: installedAgent(paths) }, argv)
}, describePartsFailure)
