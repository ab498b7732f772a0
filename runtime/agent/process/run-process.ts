import { parseArgs } from 'node:util'
import { boxPaths } from '../../box/paths.ts'
import { failureOf } from '../failure.ts'
import type { AgentLog } from '../log/log.ts'
import { type Prepare, runAgent } from '../run.ts'
import { type ReadyReport, sendReadyReport } from './ready-report.ts'

/** What ending properly may take, in ms, before the process just exits, with the last uploads; what is on disk is whole at every moment. */
const grace = 4_800

/**
 * The agent as a process: `run [--ready-fd=N]`. Ends on SIGTERM, SIGINT and SIGHUP with exit code 0, and with 1 when it cannot
 * start or meets an error that nobody expected. With --ready-fd, descriptor N gets a ReadyReport; without, standard error
 * gets the reason of a failed start.
 */
export async function runAgentProcess(prepare: Prepare): Promise<never> {
  const { values } = parseArgs({ options: { 'ready-fd': { type: 'string' } }, allowPositionals: true })
  const paths = boxPaths(process.env)
  const ending = new AbortController()
  let log: AgentLog | undefined
  let reported = false

  const report = (message: ReadyReport) => {
    if (reported) return
    reported = true
    if (values['ready-fd'] !== undefined) sendReadyReport(Number(values['ready-fd']), message)
    else if (!message.ready) process.stderr.write(`${message.failure.message}\n`)
  }
  const crash = (error: unknown): never => {
    log?.failure('crashed', error)
    report({ ready: false, failure: failureOf(error, paths.logFile) })
    process.exit(1)
  }
  const stop = () => {
    if (ending.signal.aborted) return
    ending.abort()
    setTimeout(() => {
      log?.warn('stopped-at-once', { grace })
      process.exit(1)
    }, grace).unref()
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)

  try {
    await runAgent({
      paths,
      prepare,
      signal: ending.signal,
      stop,
      opened: (opened) => {
        log = opened
      },
      ready: () => report({ ready: true, pid: process.pid }),
    })
  } catch (error) {
    report({ ready: false, failure: failureOf(error, paths.logFile) })
    process.exit(1)
  }
  process.exit(0)
}
