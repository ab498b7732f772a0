import { changeConfiguration } from '../../box/configuration.ts'
import type { BoxPaths } from '../../box/paths.ts'
import { writeProxyChoice } from '../../cloud/proxy/proxy-file.ts'
import { describeUnreached } from '../../engine/describe/command-socket.ts'
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
  /** Why it does not reach this agent, and what to do; undefined while it does. */
  fault(): string | undefined
  close(): void
}

/** After how many ms it looks again whether the place is this agent's still, or free for it; sooner where the disk did not allow it, which may end soon. */
export interface Looks {
  readonly every: number
  readonly atFault: number
}

/**
 * Answers Dropbox's own `dropbox.py`, unchanged, on `~/.dropbox/command_socket`, while no other Dropbox does. Nothing that goes wrong with that ends
 * the agent, or keeps it from starting: it is told by `fault`, and tried again, as when another Dropbox has ended.
 */
export async function serveCommands(
  paths: BoxPaths,
  control: CommandPorts['control'],
  shareLink: CommandPorts['shareLink'],
  log: Pick<AgentLog, 'info' | 'warn' | 'failure'>,
  looks: Looks = { every: 60_000, atFault: 5_000 },
): Promise<CommandSocket> {
  let claim: Claim | undefined
  let endAnswers: (() => void) | undefined
  let fault: string | undefined
  let isAtFault = false
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
    isAtFault = false
    try {
      if (claim?.holds()) {
        fault = undefined
        return
      }
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
      isAtFault = true
      fault = describeUnreached(paths.clientFolder, error as Error)
    }
    if (fault !== before && fault !== undefined) log.warn('command-socket', { fault })
  }
  let looking: NodeJS.Timeout | undefined
  const goOnLooking = async (): Promise<void> => {
    await look()
    if (!isClosed)
      looking = setTimeout(() => void goOnLooking(), isAtFault ? looks.atFault : looks.every).unref()
  }
  await goOnLooking()
  return {
    fault: () => fault,
    close() {
      isClosed = true
      clearTimeout(looking)
      try {
        release()
      } catch (error) {
        log.failure('command-socket-left', error)
      }
    },
  }
}
