import { openControl } from '../../runtime/agent/client.ts'
import type { Control } from '../../runtime/agent/control.ts'
import { mappingLimits } from '../../runtime/agent/mapping-limits.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { autostartList } from '../../runtime/box/autostart-list.ts'
import { serviceOf } from '../../runtime/box/paths.ts'
import { including } from '../../runtime/core/choice.ts'
import { describeLink } from '../../runtime/engine/describe/link.ts'
import { linkMapping, type MappingRequest } from '../../runtime/local/mappings/link-mapping.ts'
import { describeMappingRefusal } from '../dropbox/symlink/describe-refusal.ts'
import { remoteItemAt } from '../dropbox/typed/in-dropbox.ts'
import { placeInDropbox } from '../dropbox/typed/location.ts'
import { UsageError } from '../terminal/errors.ts'
import type { Choice } from '../terminal/prompts.ts'
import { visible } from '../terminal/text.ts'
import { LinkError } from './errors.ts'
import { startAtBoot, startNow } from './finish.ts'
import { askMapping, wishedMappings } from './mapping.ts'
import { askSelection } from './selection.ts'
import type { Situation } from './situation.ts'

type Change = 'choose' | 'map' | 'start' | 'autostart' | 'nothing'

/**
 * Says that this computer is linked already, does what the command line names, and offers a person what can be changed.
 * Throws LinkError, UsageError, AgentError, BoxError, StoreError.
 */
export async function changeLink(situation: Situation): Promise<void> {
  const { terminal, paths, wishes, asking } = situation
  const { account, folder, link } = await withControl(situation, (control) => control.report())
  if (wishes.folder !== undefined && wishes.folder !== folder)
    throw new LinkError(
      'folder-unusable',
      `The Dropbox folder is ${folder}; it cannot be moved while it is linked.`,
    )
  const name = account ? `${visible(account.name)} (${visible(account.email)})` : 'an account'
  if (!wishes.json) terminal.print(`This computer is already linked to Dropbox, as ${name}.`)
  for (const warning of describeLink(link)) terminal.warn(warning)
  await doWishes(situation)
  if (wishes.json) terminal.printJson({ linked: true, account, folder, running: await isRunning(paths) })
  const wished =
    wishes.sync.length + wishes.map.length > 0 || wishes.syncAll || wishes.start || wishes.autostart
  if (!asking || wished) return
  while (await change(situation, await askChange(situation)));
}

/** Lends a control; without an agent it holds the lock, so that it must be given back before an agent is started. */
async function withControl<Value>(
  { paths }: Situation,
  work: (control: Control) => Promise<Value>,
): Promise<Value> {
  await using control = await openControl(paths)
  return await work(control)
}

async function doWishes(situation: Situation): Promise<void> {
  const { wishes } = situation
  await withControl(situation, async (control) => {
    const { folder } = await control.report()
    const mappings = await wishedMappings(situation, folder, await control.remote(''))
    const before = await control.selection()
    let rules = before
    if (wishes.syncAll) rules = including(rules, '')
    for (const typed of wishes.sync) rules = including(rules, await itemOf(situation, control, folder, typed))
    if (wishes.syncAll || wishes.sync.length > 0) await control.select(rules, before)
    for (const mapping of mappings) await map(situation, control, mapping)
  })
  if (wishes.autostart) await startAtBoot(situation)
  if (wishes.start) await startNow(situation)
}

async function itemOf(
  { currentFolder }: Situation,
  control: Control,
  folder: string,
  typed: string,
): Promise<string> {
  const { mappings } = await control.report()
  const place = placeInDropbox(typed, { currentFolder, folder, realFolder: folder, mappings })
  const item = await remoteItemAt(control, place)
  if (item === undefined)
    throw new UsageError(`There is no "${visible(typed)}" in your Dropbox. Check the path and its spelling.`)
  return item.path
}

async function map(situation: Situation, control: Control, mapping: MappingRequest): Promise<void> {
  const { files, paths, terminal } = situation
  const linked = await linkMapping(files, mapping, mappingLimits(paths))
  if (linked.result === 'refused') throw new UsageError(describeMappingRefusal(linked.why, mapping))
  const rules = await control.selection()
  await control.select(including(rules, `/${mapping.name}`), rules)
  terminal.narrate(
    `Linked: ${visible(mapping.folder)}/${visible(mapping.name)} -> ${visible(mapping.target)}`,
  )
}

async function askChange({ terminal, paths }: Situation): Promise<Change> {
  const choices: Choice<Change>[] = [
    { name: 'Choose what syncs', value: 'choose' },
    { name: 'Sync another folder of this computer', value: 'map' },
  ]
  if (!(await isRunning(paths))) choices.push({ name: 'Start Dropbox now', value: 'start' })
  if (!(await autostartList(paths)).includes(serviceOf(paths.configuration)))
    choices.push({ name: 'Start Dropbox each time this box boots', value: 'autostart' })
  choices.push({ name: 'Nothing', value: 'nothing' })
  return terminal.askOne<Change>({ message: 'What would you like to change?', choices })
}

/** Does one change; false when there is nothing more to change. */
async function change(situation: Situation, wanted: Change): Promise<boolean> {
  switch (wanted) {
    case 'choose':
      await withControl(situation, (control) => chooseAgain(situation, control))
      return true
    case 'map':
      await withControl(situation, async (control) => {
        const { folder } = await control.report()
        await map(situation, control, await askMapping(situation, folder, await control.remote('')))
      })
      return true
    case 'start':
      await startNow(situation)
      return true
    case 'autostart':
      await startAtBoot(situation)
      return true
    case 'nothing':
      return false
    default:
      return wanted satisfies never
  }
}

async function chooseAgain(situation: Situation, control: Control): Promise<void> {
  const { folder, mappings } = await control.report()
  const rules = await control.selection()
  const names = mappings.map(({ name }) => name)
  const chosen = await askSelection(situation, folder, await control.remote(''), rules, names)
  if (chosen === rules) return
  situation.terminal.narrate('Trying to exclude folders, please wait...')
  await control.select(chosen, rules)
}
