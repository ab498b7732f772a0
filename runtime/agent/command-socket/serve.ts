import { changeConfiguration } from '../../box/configuration.ts'
import type { BoxPaths } from '../../box/paths.ts'
import { writeProxyChoice } from '../../cloud/proxy/proxy-file.ts'
import { statsAt } from '../../local/node/file-stats.ts'
import { realPathOf } from '../../local/node/real-path.ts'
import { failureOf } from '../failure.ts'
import type { AgentLog } from '../log/log.ts'
import { type Claim, claimSocket } from './claim.ts'
import { answerCommand } from './commands.ts'
import { answerConnections, type Reply } from './connections.ts'
import { type CommandPorts, CommandRefused } from './ports.ts'
import type { Command } from './protocol.ts'

/** Dropbox's own command line as the agent answers it. */
export interface CommandSocket {
  /** Why it reaches this agent not, one sentence; undefined while it does. */
  fault(): string | undefined
  close(): void
}

/**
 * Answers Dropbox's own `dropbox.py`, unchanged, on `~/.dropbox/command_socket`, while no other Dropbox does. Nothing that goes wrong with that ends
 * the agent, or keeps it from starting: it is told by `fault`, and tried again every `lookEvery` ms, as when another Dropbox has ended.
 */
export async function serveCommands(
  paths: BoxPaths,
  control: CommandPorts['control'],
  shareLink: CommandPorts['shareLink'],
  log: Pick<AgentLog, 'info' | 'warn' | 'failure'>,
  lookEvery = 60_000,
): Promise<CommandSocket> {
  let claim: Claim | undefined
  let endAnswers: (() => void) | undefined
  let fault: string | undefined
  let isClosed = false
  const ports: CommandPorts = {
    ...{ control, shareLink },
    keepBandwidth: (bandwidth) => changeConfiguration(paths, { bandwidth }),
    keepProxy: (choice) => writeProxyChoice(paths.proxyFile, choice),
    exists: async (path) => statsAt(path) !== undefined,
    realpath: realPathOf,
  }
  const answer = async (command: Command): Promise<Reply> => {
    try {
      return await answerCommand(command, ports)
    } catch (error) {
      if (error instanceof CommandRefused) return { ok: false, sentences: [error.message] }
      const { code, message } = failureOf(error, paths.logFile)
      if (code === 'failed') log.failure('command-failed', error)
      return { ok: false, sentences: [message] }
    }
  }
  const release = (): void => {
    endAnswers?.()
    claim?.release()
    claim = undefined
    endAnswers = undefined
  }
  const look = async (): Promise<void> => {
    const before = fault
    try {
      if (claim?.holds()) return
      release()
      const claimed = await claimSocket(paths)
      if (typeof claimed === 'string')
        fault = `${claimed}, so that Dropbox's own dropbox.py does not reach this one.`
      else {
        fault = undefined
        claim = claimed
        endAnswers = answerConnections(claimed.server, { answer })
        if (isClosed) release()
      }
    } catch (error) {
      fault = `${(error as Error).message}, so that Dropbox's own dropbox.py does not reach this one.`
    }
    if (fault !== before && fault !== undefined) log.warn('command-socket', { fault })
  }
  await look()
  let isLooking = false
  const lookAgain = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    await look()
    isLooking = false
  }
  const looking = setInterval(() => void lookAgain(), lookEvery).unref()
  return {
    fault: () => fault,
    close() {
      isClosed = true
      clearInterval(looking)
      try {
        release()
      } catch (error) {
        log.failure('command-socket-left', error)
      }
    },
  }
}
