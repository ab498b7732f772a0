import { type Command, Option } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import type { NoticeKind } from '../../runtime/agent/notify/notice.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { hookEvents } from '../../runtime/box/configuration/settings.ts'
import { changeConfiguration, type Hook, readConfiguration } from '../../runtime/box/configuration.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { wholeNumber } from './typed/whole-number.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox notify`: command lines that the agent runs on conflicts, halts and problems. */
export function notify({ terminal, paths }: Surroundings): Command {
  const command = verb('notify', 'Run a command on conflicts, halts and problems')
    .usage('[list | --exec COMMAND [--on EVENT...] | remove NUMBER]')
    .option('--exec <command>', 'add a command line, which /bin/sh runs')
    .addOption(new Option('--on <event...>', 'only on these').choices(hookEvents))
    .action(async ({ exec, on }: { exec?: string; on?: NoticeKind[] }, invoked: Command) => {
      const { notify: hooks } = await readConfiguration(paths)
      if (exec === undefined) {
        if (on !== undefined) throw new UsageError('Give a command line: "dropbox notify --exec COMMAND".')
        return show(hooks, invoked)
      }
      if (exec.trim() === '') throw new UsageError('The command line is empty.')
      await change([...hooks, { exec, on: hookEvents.filter((kind) => on?.includes(kind) ?? true) }], invoked)
    })
  command.addCommand(
    verb('list', 'Show them with their numbers').action(async (_, invoked: Command) =>
      show((await readConfiguration(paths)).notify, invoked),
    ),
  )
  command.addCommand(
    verb('remove', 'Remove one of them')
      .argument('<number>', 'as "dropbox notify" shows it', wholeNumber)
      .action(async (place: number, _: unknown, invoked: Command) => {
        const { notify: hooks } = await readConfiguration(paths)
        if (place > hooks.length)
          throw new UsageError(`There is no number ${place}. "dropbox notify" shows them.`)
        await change(
          hooks.filter((_, index) => index + 1 !== place),
          invoked,
        )
      }),
  )
  return command

  async function change(hooks: readonly Hook[], invoked: Command): Promise<void> {
    await changeConfiguration(paths, { notify: hooks })
    if (await isRunning(paths)) {
      await using control = await openControl(paths)
      await control.notify(hooks)
    }
    show(hooks, invoked)
  }

  function show(hooks: readonly Hook[], invoked: Command): void {
    if (invoked.optsWithGlobals<CommonOptions>().json) terminal.printJson(hooks)
    else if (hooks.length === 0) terminal.narrate('Nothing is run.')
    else for (const line of linesOf(hooks)) terminal.print(line)
  }
}

function linesOf(hooks: readonly Hook[]): string[] {
  return hooks.map(({ exec, on }, index) => `${index + 1}  ${on.join(', ')}  ${visible(exec)}`)
}
