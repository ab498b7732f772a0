import { boxPaths } from '../box/paths.ts'
import { prepareOn } from './prepare.ts'
import { runAgentProcess } from './process/run-process.ts'

await runAgentProcess(prepareOn(boxPaths(process.env), process.env))
