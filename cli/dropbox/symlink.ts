import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { mappingLimits } from '../../runtime/agent/mapping-limits.ts'
import { readConfiguration } from '../../runtime/box/configuration.ts'
import { excluding, including } from '../../runtime/core/choice.ts'
import { describeProblem } from '../../runtime/engine/describe/problem.ts'
import {
  checkMapping,
  linkMapping,
  type MappingRequest,
  unlinkMapping,
} from '../../runtime/local/mappings/link-mapping.ts'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { cacheFolderName } from '../../runtime/local/roots/cache-folder.ts'
import { type Files, isDiskError } from '../../runtime/ports/files.ts'
import { UsageError } from '../terminal/errors.ts'
import { countOf, size, visible } from '../terminal/text.ts'
import { openLinked } from './open-control.ts'
import { describeMappingRefusal } from './symlink/describe-refusal.ts'
import { listLinks } from './symlink/list-links.ts'
import { warnOfRepositories } from './symlink/warn-of-repositories.ts'
import { remoteItemAt } from './typed/in-dropbox.ts'
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
      .option('-n, --dry-run', 'only show what would happen')
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
    const { json, quiet } = invoked.optsWithGlobals<CommonOptions>()
    const links = await listLinks(nodeFiles(), linked.report, mappingLimits(paths))
    if (json) return terminal.printJson(links)
    if (links.length === 0) terminal.narrate('No folders are linked.')
    for (const { name, target, why } of links) {
      const link = `${visible(name)} -> ${visible(target)}`
      terminal.print(why === undefined ? link : `${link} (does not sync)`)
      if (why === undefined || quiet) continue
      const { text, advice } = describeProblem({ path: `/${name}`, why: { reason: 'mapping-refused', why } })
      terminal.print(`  ${text} ${advice}`)
    }
  }

  async function add(
    typed: string,
    chosen: string | undefined,
    { dryRun = false }: { dryRun?: boolean },
    invoked: Command,
  ): Promise<void> {
    const files = nodeFiles()
    const target = resolve(currentFolder, typed)
    const name = chosen ?? basename(target)
    await using box = await openLinked(paths)
    const { control, report } = box
    const { folder } = report
    const inDropbox = await remoteItemAt(control, `/${name}`)
    if (inDropbox?.kind === 'file')
      throw new UsageError(`Dropbox holds a file "${visible(name)}". Give another name.`)
    const request = { folder, name, target }
    const limits = mappingLimits(paths)
    const checked = await checkMapping(files, request, limits)
    if (checked.result !== 'refused')
      await warnOfRepositories(terminal, files, target, await readConfiguration(paths), paths.configFile)
    const { json } = invoked.optsWithGlobals<CommonOptions>()
    if (checked.result !== 'refused' && dryRun) {
      const here = await terminal.spin('Counting files', () => contentOf(files, target))
      const there = { files: inDropbox?.files ?? 0, bytes: inDropbox?.bytes ?? 0 }
      if (json) return terminal.printJson({ name, link: `${folder}/${name}`, target, here, there })
      return terminal.print(linkPlan(request, here, there).join('\n'))
    }
    const linked = checked.result === 'made' ? await linkMapping(files, request, limits) : checked
    if (linked.result === 'refused') throw new UsageError(describeMappingRefusal(linked.why, request))
    const rules = await control.selection()
    await control.select(including(rules, `/${name}`), rules)
    if (json) return terminal.printJson({ name, link: `${folder}/${name}`, target })
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

/** Files, and their bytes. */
type Content = { readonly files: number; readonly bytes: number }

/** What a link that is to be made comes to, in lines. */
function linkPlan({ folder, name, target }: MappingRequest, here: Content, there: Content): string[] {
  const told = ({ files, bytes }: Content) => `${countOf(files, 'file')} (${size(bytes)})`
  return [
    `Would link: ${visible(folder)}/${visible(name)} -> ${visible(target)}`,
    `There: ${told(here)}, less what is ignored. In Dropbox, as "${visible(name)}": ${told(there)}.`,
    'Equal files are matched and not sent, different ones are both kept, and what only one side has goes to the other. Nothing is deleted.',
  ]
}

/** What a folder holds; folders of our own, and what cannot be looked into, are left out. Throws DiskError when the folder itself cannot be listed. */
async function contentOf(files: Files, folder: string): Promise<Content> {
  let [count, bytes] = [0, 0]
  for (const { name, stats } of await files.list(folder)) {
    if (stats?.kind === 'file') {
      count++
      bytes += stats.size
    } else if (stats?.kind === 'folder' && name !== cacheFolderName) {
      const inner = await contentOf(files, `${folder}/${name}`).catch((error: unknown) => {
        if (isDiskError(error)) return { files: 0, bytes: 0 }
        throw error
      })
      count += inner.files
      bytes += inner.bytes
    }
  }
  return { files: count, bytes }
}
