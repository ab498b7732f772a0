import { excluding, including, selectsAllOf } from '../../runtime/core/choice.ts'
import { keyOf } from '../../runtime/core/path.ts'
import type { SelectionRule } from '../../runtime/core/selection.ts'
import { statsAt } from '../../runtime/local/node/file-stats.ts'
import type { Store } from '../../runtime/ports/store.ts'
import { nearestFolder } from '../dropbox/choice/room.ts'
import { placeInDropbox } from '../dropbox/typed/location.ts'
import { UsageError } from '../terminal/errors.ts'
import { size, visible } from '../terminal/text.ts'
import { chooseItems, sum } from './choose.ts'
import { itemAt, type ListedItem } from './listing.ts'
import type { Situation } from './situation.ts'

/**
 * The rules after a person ticked what is to sync among what lies directly in Dropbox; what the rules took before is ticked at
 * first. `mapped` names of Dropbox cannot be chosen: a folder elsewhere on the box syncs with them.
 */
export async function askSelection(
  { terminal, files }: Situation,
  folder: string,
  items: readonly ListedItem[],
  rules: readonly SelectionRule[],
  mapped: readonly string[] = [],
): Promise<readonly SelectionRule[]> {
  if (items.length === 0) {
    terminal.narrate('Your Dropbox is empty.')
    return rules
  }
  const onBox = new Set<ListedItem>()
  for (const item of items) if (statsAt(folder + item.path) !== undefined) onBox.add(item)
  const ticked = (item: ListedItem) => selectsAllOf(rules, keyOf(item.path))
  const isMapped = ({ path }: ListedItem) => mapped.some((name) => keyOf(`/${name}`) === keyOf(path))
  const { available } = await files.space(nearestFolder(folder))
  const chosen = await chooseItems(terminal, items, {
    free: available,
    ticked,
    present: (item) => onBox.has(item),
    fixed: (item) => (isMapped(item) ? 'linked to a folder of this computer' : undefined),
  })
  let changed = rules
  for (const item of items.filter((candidate) => !isMapped(candidate))) {
    if (chosen.includes(item) && !ticked(item)) changed = including(changed, item.path)
    if (!chosen.includes(item) && ticked(item)) changed = excluding(changed, item.path)
  }
  return changed
}

/**
 * The rules after --sync and --sync-all, and a warning when that does not fit the disk.
 * Throws UsageError for a path that Dropbox does not hold.
 */
export async function wishedSelection(
  { terminal, files, wishes, currentFolder }: Situation,
  folder: string,
  store: Store,
  rules: readonly SelectionRule[],
): Promise<readonly SelectionRule[]> {
  let changed = wishes.syncAll ? including(rules, '') : rules
  const items: ListedItem[] = []
  for (const typed of wishes.sync) {
    const place = placeInDropbox(typed, { currentFolder, folder, realFolder: folder, mappings: [] })
    const item = itemAt(store, place)
    if (item === undefined)
      throw new UsageError(
        `There is no "${visible(typed)}" in your Dropbox. Check the path and its spelling.`,
      )
    items.push(item)
    changed = including(changed, item.path)
  }
  const bytes = wishes.syncAll ? store.count('remote', '').bytes : sum(items)
  const { available } = await files.space(nearestFolder(folder))
  if (bytes > available)
    terminal.warn(
      `Warning: what syncs holds ${size(bytes)}, and only ${size(available)} are free on this disk.`,
    )
  return changed
}
