import type { Command } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import type { AgentReport } from '../../runtime/agent/control.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { describeProblemCount, describeState } from '../../runtime/engine/describe/brief.ts'
import { describeLink } from '../../runtime/engine/describe/link.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import { describeUnsent, unsentGoesNow } from '../../runtime/engine/describe/unsent.ts'
import { visible } from '../terminal/text.ts'
import { statusExitCode, statusExitCodes } from './exit-codes.ts'
import { describeReplaced } from './status/describe-replaced.ts'
import { describeBeingMade, describeSetApart } from './status/describe-set-apart.ts'
import { describeShortage } from './status/describe-shortage.ts'
import { describeRepositories } from './symlink/describe-repositories.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox status`: what Dropbox is doing, in Dropbox's own words. */
export function status(surroundings: Surroundings): Command {
  const { terminal, paths, environment } = surroundings
  return verb('status', 'Show what Dropbox is doing').action(async (_, command: Command) => {
    const { json, quiet } = command.optsWithGlobals<CommonOptions>()
    if (!(await isRunning(paths))) {
      surroundings.exitCode = statusExitCodes.notRunning
      // Loaded only here: a question to the agent is to cost little.
      const { standsWithoutAgent } = await import('./status/not-running.ts')
      const { linked, advice } = await standsWithoutAgent(paths, environment)
      if (json) terminal.printJson({ running: false, linked })
      else terminal.narrate(`Dropbox isn't running!\n${advice}`)
      return
    }
    await using control = await openControl(paths)
    const report = await control.report()
    surroundings.exitCode = statusExitCode(report)
    if (json)
      terminal.printJson({
        running: true,
        linked: report.status.state !== 'unlinked',
        text: describeStatus(report.status),
        ...report,
      })
    else if (!quiet) for (const line of linesOf(report, paths.configFile)) terminal.print(line)
  })
}

function linesOf(report: AgentReport, configFile: string): string[] {
  const {
    status,
    shortages,
    problems,
    mappings,
    repositories,
    watching,
    commandSocket,
    indexReplaced,
    link,
    unsent,
    setApart,
    beingMade,
  } = report
  return [
    ...describeState(status).map(visible),
    ...shortages.map((shortage) => describeShortage(shortage, shortages.length > 1 || mappings.length > 0)),
    ...(unsent === undefined ? [] : [`${describeUnsent(unsent)} ${unsentGoesNow}`]),
    ...(problems === 0 ? [] : [describeProblemCount(problems)]),
    ...describeBeingMade(beingMade),
    ...describeSetApart(setApart),
    ...describeRepositories(repositories, configFile),
    ...(watching === undefined ? [] : [watching]),
    ...(commandSocket === undefined ? [] : [visible(commandSocket)]),
    ...(indexReplaced === undefined ? [] : [describeReplaced(indexReplaced)]),
    ...describeLink(link),
  ]
}
