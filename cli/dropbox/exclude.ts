import type { Command } from 'commander'
import { excludedPaths } from '../../runtime/agent/excluded.ts'
import { changeChoice } from './choice/change.ts'
import { followDownloads } from './choice/follow.ts'
import { tellExcluded, tellPlaces, tellStillExcluded } from './choice/tell.ts'
import { openLinked } from './open-control.ts'
import { locationsOf } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox exclude [list|add|remove]`: which folders of Dropbox stay away from the box, with dropbox.py's own outputs. */
export function exclude({ terminal, paths, currentFolder }: Surroundings): Command {
  const summary = 'Choose what stays in Dropbox only, away from this computer'
  const command = verb('exclude', summary).usage('[list | add PATH... | remove PATH...]').action(list)
  command.addCommand(verb('list', 'Show what is excluded').action(list))
  command.addCommand(
    verb('add', 'Exclude files or folders')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action(add),
  )
  command.addCommand(
    verb('remove', 'Sync files or folders again')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action(remove),
  )
  return command

  async function list(_: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const { control, report } = linked
    const rules = await control.selection()
    const excluded = await excludedPaths(rules, (folder) => control.remote(folder))
    if (isJson(invoked)) return terminal.printJson(excluded)
    tellPlaces(terminal, 'Excluded: ', excluded, await locationsOf(report, currentFolder))
    if (excluded.length === 0) terminal.narrate('No directories are being ignored.')
  }

  async function add(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const changed = await changeChoice(linked, 'exclude', typed, currentFolder)
    if (isJson(invoked)) return terminal.printJson({ excluded: changed.places, kept: changed.kept })
    await tellExcluded(terminal, 'Excluded: ', changed)
  }

  async function remove(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const changed = await changeChoice(linked, 'include', typed, currentFolder)
    const { places, locations, stillExcluded } = changed
    if (isJson(invoked)) return terminal.printJson({ included: places, stillExcluded })
    tellPlaces(terminal, 'No longer excluded: ', places, locations)
    tellStillExcluded(terminal, changed)
    await followDownloads(terminal, linked, places)
  }
}

function isJson(invoked: Command): boolean {
  return invoked.optsWithGlobals<CommonOptions>().json === true
}
