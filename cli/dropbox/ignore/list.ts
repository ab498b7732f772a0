import type { Command } from 'commander'
import { rulesIn } from '../../../runtime/core/ignore/edit-rules.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { visible } from '../../terminal/text.ts'
import { openLinked } from '../open-control.ts'
import { locationsOf, rootsOf } from '../typed/location.ts'
import type { CommonOptions, Surroundings } from '../verb.ts'
import { defaultsName, ruleTexts } from './texts.ts'

/** `dropbox ignore list`: every rule, with its file and line. */
export async function list(
  { terminal, paths, currentFolder }: Surroundings,
  invoked: Command,
): Promise<void> {
  const { json, all = false } = invoked.optsWithGlobals<CommonOptions & { readonly all?: true }>()
  await using linked = await openLinked(paths)
  const locations = await locationsOf(linked.report, currentFolder)
  const found: { folder: string; file: string; line: number; rule: string }[] = []
  for (const root of rootsOf(locations))
    for (const { name, text } of await ruleTexts(nodeFiles(), root)) {
      // The default rules are the same everywhere.
      if (name === defaultsName && !(all && root.place === '')) continue
      for (const line of rulesIn(text)) found.push({ folder: root.place, file: name, ...line })
    }
  if (json) return terminal.printJson(found)
  let last: string | undefined
  for (const { file, line, rule } of found) {
    if (file !== last) terminal.narrate(visible(file))
    last = file
    terminal.print(`${String(line).padStart(5)}  ${visible(rule)}`)
  }
  if (found.length === 0)
    terminal.narrate('No rules of your own. "dropbox ignore list --all" shows the default ones.')
}
