import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { mappingLimits } from '../../runtime/agent/mapping-limits.ts'
import { readConfiguration } from '../../runtime/box/configuration.ts'
import { excluding, including } from '../../runtime/core/choice.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { checkMapping, linkMapping, unlinkMapping } from '../../runtime/local/mappings/link-mapping.ts'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { describeLinkRefusal } from './mapping.ts'
import { openLinked } from './open-control.ts'
import { warnOfRepositories } from './repositories.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox symlink add|list|remove`: folders outside the Dropbox folder that sync as if they were in it. */
export function symlink({ terminal, paths, currentFolder }: Surroundings): Command {
  const command = verb('symlink', 'Sync a folder that lies elsewhere on this computer')
    .usage('[list | add TARGET [NAME] | remove NAME]')
    .action(list)
  command.addCommand(verb('list', 'Show which folders are linked').action(list))
  command.addCommand(
    verb('add', 'Sync TARGET as a folder NAME in Dropbox')
      .argument('<target>', 'a folder on this computer')
      .argument('[name]', "its name in Dropbox; the folder's own by default")
      .action(add),
  )
  command.addCommand(
    verb('remove', 'Stop syncing a linked folder; it stays as it is, here and in Dropbox')
      .argument('<name>', 'its name in Dropbox')
      .action(remove),
  )
  return command

  async function list(_: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const { mappings } = linked.report
    if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson(mappings)
    if (mappings.length === 0) terminal.narrate('No folders are linked.')
    for (const { name, target } of mappings) terminal.print(`${visible(name)} -> ${visible(target)}`)
  }

  async function add(typed: string, chosen: string | undefined, _: unknown, invoked: Command): Promise<void> {
    const files = nodeFiles()
    const target = resolve(currentFolder, typed)
    const name = chosen ?? basename(target)
    await using box = await openLinked(paths)
    const { control, report } = box
    const { folder } = report
    const inDropbox = (await control.remote('')).find(({ path }) => keyOf(path) === keyOf(`/${name}`))
    if (inDropbox?.kind === 'file')
      throw new UsageError(`Dropbox holds a file "${visible(name)}". Give another name.`)
    const request = { folder, name, target }
    const limits = mappingLimits(paths)
    const checked = await checkMapping(files, request, limits)
    if (checked.result !== 'refused')
      await warnOfRepositories(terminal, files, target, await readConfiguration(paths), paths.configFile)
    const linked = checked.result === 'made' ? await linkMapping(files, request, limits) : checked
    if (linked.result === 'refused') throw new UsageError(describeLinkRefusal(linked.why, request))
    const rules = await control.selection()
    await control.select(including(rules, `/${name}`), rules)
    if (invoked.optsWithGlobals<CommonOptions>().json)
      return terminal.printJson({ name, link: `${folder}/${name}`, target })
    const link = `${visible(folder)}/${visible(name)} -> ${visible(target)}`
    terminal.narrate(linked.result === 'present' ? `Already linked: ${link}` : `Linked: ${link}`)
  }

  async function remove(name: string, _: unknown, invoked: Command): Promise<void> {
    await using box = await openLinked(paths)
    const { control, report } = box
    const { folder } = report
    // The link goes first: the agent takes a vanished link for the end of the mapping and keeps both sides as they are,
    // while an exclusion of what is still linked would take the target's content away.
    if (!(await unlinkMapping(nodeFiles(), folder, name)))
      throw new UsageError(`There is no link "${visible(name)}" in ${folder}. See "dropbox symlink list".`)
    const rules = await control.selection()
    await control.select(excluding(rules, `/${name}`), rules)
    if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ name })
    terminal.narrate(`No longer linked: ${visible(name)}. Its files stay as they are, here and in Dropbox.`)
  }
}
