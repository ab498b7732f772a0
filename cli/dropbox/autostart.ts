import type { Command } from 'commander'
import { AgentError } from '../../runtime/agent/errors.ts'
import {
  addToAutostartList,
  autostartList,
  removeFromAutostartList,
} from '../../runtime/box/autostart-list.ts'
import { withBoxLock } from '../../runtime/box/box-lock.ts'
import { activePart } from '../../runtime/box/installed.ts'
import { type BoxPaths, serviceOf } from '../../runtime/box/paths.ts'
import { addToStartup, removeFromStartup } from '../../runtime/box/startup-script.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox autostart [y|n]`: whether Dropbox starts when the computer boots, as `parts autostart add|del dropbox` says it. */
export function autostart({ terminal, paths }: Surroundings): Command {
  return verb('autostart', 'Start Dropbox when this computer boots, or not')
    .usage('[y | n]')
    .argument('[wish]', 'y or n; without it, how it is')
    .action(async (wish: string | undefined, _: unknown, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      const isWished = wish === undefined ? undefined : meant(wish)
      const script = isWished === undefined ? undefined : await (isWished ? add : remove)(paths)
      const isOn = (await autostartList(paths)).includes(serviceOf(paths.configuration))
      if (json) return terminal.printJson({ autostart: isOn })
      if (isWished === undefined) return terminal.print(isOn ? 'on' : 'off')
      const where = script === undefined ? '' : ` (${visible(script)})`
      terminal.narrate(
        isOn
          ? `Dropbox starts when this computer boots${where}.`
          : 'Dropbox no longer starts when this computer boots.',
      )
    })
}

function meant(wish: string): boolean {
  if (/^-?y/i.test(wish)) return true
  if (/^-?n/i.test(wish)) return false
  throw new UsageError('Give "y" or "n", or nothing to see how it is. See "dropbox help autostart".')
}

async function add(paths: BoxPaths): Promise<string> {
  if (activePart(paths) === undefined)
    throw new AgentError(
      'not-installed',
      'Dropbox is not installed. Install it with "parts install dropbox".',
    )
  return withBoxLock(paths, async () => {
    const script = await addToStartup(paths)
    await addToAutostartList(paths, serviceOf(paths.configuration))
    return script
  })
}

async function remove(paths: BoxPaths): Promise<undefined> {
  await withBoxLock(paths, async () => {
    await removeFromAutostartList(paths, serviceOf(paths.configuration))
    if ((await autostartList(paths)).length === 0) await removeFromStartup(paths)
  })
}
