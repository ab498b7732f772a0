import type { Command } from 'commander'
import { readConfiguration } from '../../runtime/box/configuration.ts'
import { rulesIn, withoutRules, withRules } from '../../runtime/core/ignore/edit-rules.ts'
import {
  type IgnoreOptions,
  ignoreFileName,
  ignoreRules,
  internalsOf,
} from '../../runtime/core/ignore/ignore-rules.ts'
import { type Deciding, whyIgnored } from '../../runtime/core/ignore/why.ts'
import type { DisplayPath } from '../../runtime/core/path.ts'
import { statsAt } from '../../runtime/local/node/file-stats.ts'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { describeDeciding, describeEffect } from './ignore/describe.ts'
import { type Effect, effectOf } from './ignore/effect.ts'
import { defaultsName, ruleTexts, textsWith } from './ignore/texts.ts'
import { writeRules } from './ignore/write.ts'
import { type LinkedControl, openLinked } from './open-control.ts'
import { remoteItemAt } from './typed/in-dropbox.ts'
import {
  type Locations,
  locationsOf,
  placeInDropbox,
  type Root,
  rootOf,
  rootsOf,
  typedFromHere,
} from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

interface Options extends CommonOptions {
  readonly all?: true
  readonly in?: string
  readonly dryRun?: true
}

/** `dropbox ignore [list|add|remove|check|why]`: the rules that keep files out of the sync, where they stand, and what they do. */
export function ignore(surroundings: Surroundings): Command {
  const { terminal, paths, currentFolder } = surroundings
  const command = verb('ignore', 'Show and change the rules that keep files out of the sync')
    .usage('[list | add RULE... | remove RULE... | check PATH... | why PATH...]')
    .action((_, invoked: Command) => list({}, invoked))
  command.addCommand(
    verb('list', 'Show the rules, with file and line')
      .option('--all', 'the default rules, too')
      .action((_, invoked: Command) => list(_, invoked)),
  )
  for (const [name, summary, change] of [
    ['add', 'Keep what fits a rule out of the sync; nothing is deleted on either side', withRules],
    ['remove', 'Take a rule back; what it kept out syncs again', withoutRules],
  ] as const)
    command.addCommand(
      verb(name, summary)
        .argument('<rule...>', 'in gitignore syntax, such as "*.log" or build/')
        .option('--in <folder>', 'the Dropbox folder or a linked one; the current one by default')
        .option('-n, --dry-run', 'only show what would happen')
        .action((rules: readonly string[], _, invoked: Command) => changeRules(name, change, rules, invoked)),
    )
  command.addCommand(
    verb('check', 'Print which of these are ignored; exit code 1 when none is')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action(check),
  )
  command.addCommand(
    verb('why', 'Say which rule of which file decides')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action(why),
  )
  return command

  async function list(_: unknown, invoked: Command): Promise<void> {
    const { json, all = false } = invoked.optsWithGlobals<Options>()
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

  async function changeRules(
    name: 'add' | 'remove',
    change: (text: string, rules: readonly string[]) => string,
    typed: readonly string[],
    invoked: Command,
  ): Promise<void> {
    const { json, dryRun = false, in: folder } = invoked.optsWithGlobals<Options>()
    const rules = typed.map(asRule)
    await using linked = await openLinked(paths)
    const locations = await locationsOf(linked.report, currentFolder)
    const root = rootFor(folder, locations)
    const texts = await ruleTexts(nodeFiles(), root)
    const file = `${root.folder}/${ignoreFileName}`
    const before = texts.find((text) => text.name === file)?.text ?? ''
    const after = change(before, rules)
    if (name === 'remove')
      refuseMissing(rules, before, texts.find((text) => text.name === defaultsName)?.text ?? '')
    const options = await ignoreOptions()
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
    tell({ name, dryRun, isChange: after !== before, rules, file, stops, starts })
  }

  function tell(changed: {
    readonly name: 'add' | 'remove'
    readonly dryRun: boolean
    readonly isChange: boolean
    readonly rules: readonly string[]
    readonly file: string
    readonly stops: Effect
    readonly starts: Effect
  }): void {
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

  async function check(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    const { json } = invoked.optsWithGlobals<Options>()
    const ignored = (await decided(typed)).filter(({ deciding }) => deciding.ignored)
    if (ignored.length === 0) surroundings.exitCode = 1
    if (json) return terminal.printJson(ignored.map(({ place }) => place))
    for (const { shown } of ignored) terminal.print(visible(shown))
  }

  async function why(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    const { json } = invoked.optsWithGlobals<Options>()
    const all = await decided(typed)
    if (json) return terminal.printJson(all.map(({ place, deciding }) => ({ path: place, ...deciding })))
    for (const { shown, deciding } of all) terminal.print(describeDeciding(shown, deciding))
  }

  async function ignoreOptions(): Promise<IgnoreOptions> {
    const { rules } = await readConfiguration(paths)
    return { repositories: internalsOf(rules.repositories) }
  }

  async function decided(
    typed: readonly string[],
  ): Promise<{ place: DisplayPath; shown: string; deciding: Deciding }[]> {
    await using linked = await openLinked(paths)
    const locations = await locationsOf(linked.report, currentFolder)
    const options = await ignoreOptions()
    const all = []
    for (const word of typed) {
      const place = placeInDropbox(word, locations)
      const root = rootOf(place, locations)
      const relative = root.below.slice(1)
      const texts = await ruleTexts(nodeFiles(), root)
      const isFolder = word.endsWith('/') || (await isFolderAt(place, linked, locations))
      const deciding: Deciding =
        relative === '' ? { by: 'nothing', ignored: false } : whyIgnored(texts, options, relative, isFolder)
      all.push({ place, shown: typedFromHere(place, locations), deciding })
    }
    return all
  }
}

/** Whether a place is a folder, on the computer or else in Dropbox. */
async function isFolderAt(
  place: DisplayPath,
  { control }: LinkedControl,
  locations: Locations,
): Promise<boolean> {
  const { folder, below } = rootOf(place, locations)
  const there = statsAt(folder + below)
  if (there !== undefined) return there.kind === 'folder'
  return (await remoteItemAt(control, place))?.kind === 'folder'
}

/** The root in which a person wants a rule: the one that they name, or stand in, or else the Dropbox folder. */
function rootFor(folder: string | undefined, locations: Locations): Root {
  if (folder !== undefined) return rootOf(placeInDropbox(folder, locations), locations)
  try {
    return rootOf(placeInDropbox('.', locations), locations)
  } catch (error) {
    if (error instanceof UsageError) return rootOf('', locations)
    throw error
  }
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
