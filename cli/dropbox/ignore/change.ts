import type { Command } from 'commander'
import { rulesIn } from '../../../runtime/core/ignore/edit-rules.ts'
import { ignoreFileName, ignoreRules } from '../../../runtime/core/ignore/ignore-rules.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { UsageError } from '../../terminal/errors.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { visible } from '../../terminal/text.ts'
import { openLinked } from '../open-control.ts'
import { type Locations, locationsOf, placeOnBox, type Root, rootOf } from '../typed/location.ts'
import type { CommonOptions, Surroundings } from '../verb.ts'
import { describeEffect } from './describe.ts'
import { type Effect, effectOf } from './effect.ts'
import { defaultsName, ignoreOptions, ruleTexts, textsWith } from './texts.ts'
import { writeRules } from './write.ts'

interface Options extends CommonOptions {
  readonly in?: string
  readonly dryRun?: true
}

/** A change that a person wants; `change` gives the text of an ignore file as it is after that. */
export interface WantedChange {
  readonly name: 'add' | 'remove'
  readonly change: (text: string, rules: readonly string[]) => string
  /** As they were typed. */
  readonly rules: readonly string[]
}

/** `dropbox ignore add` and `remove`. Throws UsageError, and changes nothing, for what is no rule, and a folder that does not sync. */
export async function changeRules(
  { terminal, paths, currentFolder }: Surroundings,
  { name, change, rules: typed }: WantedChange,
  invoked: Command,
): Promise<void> {
  const { json, dryRun = false, in: folder } = invoked.optsWithGlobals<Options>()
  const rules = typed.map(asRule)
  await using linked = await openLinked(paths)
  const root = rootFor(folder, await locationsOf(linked.report, currentFolder))
  const texts = await ruleTexts(nodeFiles(), root)
  const file = `${root.folder}/${ignoreFileName}`
  const before = texts.find((text) => text.name === file)?.text ?? ''
  const after = change(before, rules)
  if (name === 'remove')
    refuseMissing(rules, before, texts.find((text) => text.name === defaultsName)?.text ?? '')
  const options = await ignoreOptions(paths)
  const compiled = (all: readonly { text: string }[]) =>
    ignoreRules(
      all.map(({ text }) => text),
      options,
    )
  const [rulesBefore, rulesAfter] = [compiled(texts), compiled(textsWith(texts, root, after))]
  const stops = await effectOf(linked.control, root.place, rulesBefore, rulesAfter)
  const starts = await effectOf(linked.control, root.place, rulesAfter, rulesBefore)
  if (!dryRun && after !== before) await writeRules(root, after)
  if (json) return terminal.printJson({ file, rules, changed: after !== before && !dryRun, stops, starts })
  tell(terminal, { name, dryRun, isChange: after !== before, rules, file, stops, starts })
}

function tell(
  terminal: Terminal,
  changed: {
    readonly name: WantedChange['name']
    readonly dryRun: boolean
    readonly isChange: boolean
    readonly rules: readonly string[]
    readonly file: string
    readonly stops: Effect
    readonly starts: Effect
  },
): void {
  const { name, dryRun, isChange, rules, file, stops, starts } = changed
  if (!isChange) terminal.narrate(`Already in ${visible(file)}.`)
  else if (!dryRun)
    terminal.narrate(name === 'add' ? `Added to ${visible(file)}:` : `Removed from ${visible(file)}:`)
  if (!dryRun) for (const rule of rules) terminal.print(visible(rule))
  const stop = dryRun
    ? 'Would no longer sync, and stay as it is on both sides'
    : 'No longer syncs, and stays as it is on both sides'
  const start = dryRun ? 'Would sync again' : 'Syncs again'
  for (const line of [...describeEffect(stops, stop), ...describeEffect(starts, start)])
    dryRun ? terminal.print(line) : terminal.narrate(line)
  if (dryRun && stops.paths.length + starts.paths.length === 0)
    terminal.print('Nothing that is known would change.')
}

/** The root in which a person wants a rule: the one that they name, or stand in, or else the Dropbox folder. */
function rootFor(folder: string | undefined, locations: Locations): Root {
  const place = placeOnBox(folder ?? '.', locations)
  if (folder !== undefined && place === undefined)
    throw new UsageError(
      `"${visible(folder)}" is neither in your Dropbox folder (${visible(locations.folder)}) nor in a linked folder. Rules stand only there: "dropbox symlink list" shows which are linked.`,
    )
  return rootOf(place ?? '', locations)
}

function asRule(typed: string): string {
  const rule = typed.trim()
  if (rule === '' || rule.includes('\n') || rule.startsWith('#'))
    throw new UsageError(
      `"${visible(typed)}" is no rule. Give a pattern as in a .gitignore file, such as "*.log" or build/.`,
    )
  return rule
}

/** A rule that nobody wrote cannot be removed; a default one is lifted. */
function refuseMissing(rules: readonly string[], text: string, defaults: string): void {
  const known = new Set(rulesIn(text).map(({ rule }) => rule))
  const missing = rules.find((rule) => !known.has(rule))
  if (missing === undefined) return
  const isDefault = rulesIn(defaults).some(({ rule }) => rule === missing)
  throw new UsageError(
    isDefault
      ? `"${visible(missing)}" is a default rule. "dropbox ignore add '!${visible(missing)}'" lifts it.`
      : `There is no rule "${visible(missing)}" in your ${ignoreFileName}. See "dropbox ignore list".`,
  )
}
