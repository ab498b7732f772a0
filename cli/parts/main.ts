import { everyConfiguration } from '../../runtime/box/configurations.ts'
import { boxPaths, serviceOf } from '../../runtime/box/paths.ts'
import { runProgram } from '../terminal/program.ts'
import { installedAgent } from './agent.ts'
import { configurationOf } from './catalogue.ts'
import { describePartsFailure } from './errors.ts'
import { runParts } from './run.ts'

await runProgram(async (terminal, argv) => {
  // Which configuration is meant stands in the name of the service.
  const environment = { ...process.env, DROPBOX_CONFIG: undefined }
  const pathsOf = (service: string) => boxPaths({ ...environment, DROPBOX_CONFIG: configurationOf(service) })
  const context = {
    terminal,
    paths: boxPaths(environment),
    environment,
    pathsOf,
    agentOf: (service: string) => installedAgent(pathsOf(service)),
    services: () => everyConfiguration(environment).map(({ configuration }) => serviceOf(configuration)),
  }
  return runParts(context, argv)
}, describePartsFailure)
