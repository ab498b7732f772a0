import type { Command } from 'commander'
import type { ChoiceItem } from '../../runtime/agent/choices/choices.ts'
import { stillExcludedIn } from '../../runtime/core/choice.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { UsageError } from '../terminal/errors.ts'
import type { Found } from '../terminal/prompts.ts'
import { visible } from '../terminal/text.ts'
import { keptIn } from './choice/change.ts'
import { followDownloads } from './choice/follow.ts'
import { newFoldersNotes } from './choice/lines.ts'
import {
  changedItems,
  type Draft,
  type Picked,
  type PickerFacts,
  pickerLines,
  pickerMessage,
  toggled,
} from './choice/picker.ts'
import { freeIn } from './choice/room.ts'
import { tellExcluded, tellPlaces, tellStillExcluded } from './choice/tell.ts'
import { openLinked } from './open-control.ts'
import { locationsOf } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** So many levels of folders can be searched. */
const depth = 3

/** `dropbox choose`: a list of what is in Dropbox, with sizes, to tick what is to be on this computer. */
export function choose({ terminal, paths, currentFolder }: Surroundings): Command {
  const command = verb('choose', 'Choose what syncs from a list, with search and sizes')
  return command.action(async () => {
    // Who reads JSON is no person.
    if (!terminal.interactive || command.optsWithGlobals<CommonOptions>().json)
      throw new UsageError(
        'Nobody is there to choose. "dropbox sync add" and "dropbox sync remove" do it without questions.',
      )
    await using linked = await openLinked(paths)
    const { control, report } = linked
    const locations = await locationsOf(report, currentFolder)
    const { items, newFolders } = await terminal.spin('Looking at your Dropbox', () =>
      control.choices({ folder: '', depth }),
    )
    if (items.length === 0) return terminal.narrate('Your Dropbox is empty.')
    const facts: PickerFacts = {
      free: await freeIn(nodeFiles(), report.folder),
      columns: terminal.columns,
      fixed(item) {
        const mapping = locations.mappings.find(({ name }) => keyOf(`/${name}`) === keyOf(item.path))
        return mapping && `(linked to ${visible(mapping.target)})`
      },
    }
    const before = await control.selection()
    const draft = await pick(items, { rules: before, newFolders }, facts)
    const { included, excluded } = changedItems(items, before, draft.rules)
    // Before the choice is made: then files begin to leave.
    const kept = await keptIn(excluded, control, locations)
    if (draft.rules !== before) await control.select(draft.rules, before)
    if (draft.newFolders !== newFolders) await control.newFolders(draft.newFolders)
    if (included.length + excluded.length === 0 && draft.newFolders === newFolders)
      return terminal.narrate('Nothing was changed.')
    tellPlaces(terminal, 'Synced:', included, locations)
    const stillExcluded = stillExcludedIn(draft.rules, included).filter((place) => !excluded.includes(place))
    tellStillExcluded(terminal, { stillExcluded, locations })
    await tellExcluded(terminal, 'No longer on this computer:', { places: excluded, locations, kept })
    if (draft.newFolders !== newFolders) terminal.narrate(newFoldersNotes[draft.newFolders])
    await followDownloads(terminal, linked, included)
  })

  /** Asks again and again, until a person says that it is done. */
  async function pick(items: readonly ChoiceItem[], begin: Draft, facts: PickerFacts): Promise<Draft> {
    let draft = begin
    let last: Found<Picked> | undefined
    for (;;) {
      const now = draft
      last = await terminal.askSearch<Picked>({
        message: pickerMessage(items, now, facts),
        choices: (typed) => pickerLines(items, now, typed, facts),
        last,
      })
      if (last.value === 'done') return draft
      if (last.value === 'new-folders')
        draft = { ...draft, newFolders: draft.newFolders === 'include' ? 'exclude' : 'include' }
      else draft = { ...draft, rules: toggled(draft.rules, { path: last.value }) }
    }
  }
}
