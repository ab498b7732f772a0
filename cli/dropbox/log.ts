import type { Command } from 'commander'
import { followLog, lastLines } from '../../runtime/agent/log/read-log.ts'
import { describeLogLine } from './log/line.ts'
import { wholeNumber } from './typed/whole-number.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const usual = 50

/** `dropbox log`: what the agent wrote into its log, with the agent running and without. */
export function log({ terminal, paths }: Surroundings): Command {
  return verb('log', "Show the agent's log")
    .option('-f, --follow', 'go on with what is written, until Ctrl-C')
    .option('-n, --lines <number>', 'so many lines of what there is', wholeNumber)
    .action(async ({ follow, lines }: { follow?: true; lines?: number }, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      // In the log each line is JSON already, which holds no secret.
      const tell = (line: string): void => terminal.print(json ? line : describeLogLine(line))
      const { lines: last, end } = await lastLines(paths.logFile, lines ?? usual)
      for (const line of last) tell(line)
      if (!follow) {
        if (last.length === 0 && !json) terminal.narrate('The log is empty.')
        return
      }
      const signal = terminal.interruptible()
      for await (const line of followLog(paths.logFile, end, signal)) tell(line)
      signal.throwIfAborted()
    })
}
