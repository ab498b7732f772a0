import { type Command, InvalidArgumentError } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import { durationIn } from './typed/duration.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox pause`: lets the agent stand still, for a while or until `dropbox resume`; also the one that is started next. */
export function pause({ terminal, paths }: Surroundings): Command {
  return verb('pause', 'Stop syncing for a while, without ending the agent')
    .option('--for <duration>', 'go on by itself after so long: 30m, 2h, 1d', someTimeIn)
    .action(async ({ for: duration }: { for?: number }, command: Command) => {
      const runs = await isRunning(paths)
      await using control = await openControl(paths)
      const until = duration === undefined ? undefined : Date.now() + duration
      await terminal.spin('Waiting for what is under way', () => control.pause(until))
      if (command.optsWithGlobals<CommonOptions>().json)
        return terminal.printJson({ paused: true, until: until ?? null })
      terminal.narrate(`${describeStatus({ state: 'paused', until })}. It goes on with "dropbox resume".`)
      if (!runs) terminal.narrate("Dropbox isn't running; the pause holds when it is started, too.")
    })
}

function someTimeIn(text: string): number {
  const duration = durationIn(text)
  if (duration === 0) throw new InvalidArgumentError('Give some time, such as 30m.')
  return duration
}
