import type { ChoiceItem, ChoiceState, Choices } from '../../../runtime/agent/choices/choices.ts'
import type { NewFolders } from '../../../runtime/core/new-folders.ts'
import { keyOf, nameOf } from '../../../runtime/core/path.ts'
import { countOf, size, visible } from '../../terminal/text.ts'
import type { Locations } from '../typed/location.ts'

/** What selective sync makes of an item, in a word or two. */
const stateNames: Readonly<Record<ChoiceState, string>> = {
  synced: 'synced',
  'not-synced': 'not synced',
  partly: 'partly',
  waiting: 'waiting',
}

/** What becomes of what appears later: a sentence, with the command that changes it. */
export const newFoldersNotes: Readonly<Record<NewFolders, string>> = {
  exclude:
    'What appears in Dropbox later stays there. "dropbox sync --new-folders include" brings it here, too.',
  include:
    'What appears in Dropbox later comes here, too. "dropbox sync --new-folders exclude" leaves it there.',
}

interface Row {
  readonly label: string
  readonly item: ChoiceItem
}

/** What syncs as a tree: each item with its size, its state, and what it waits for; names are cut so that the lines fit `columns`. */
export function treeLines(
  { items }: Choices,
  { mappings }: Pick<Locations, 'mappings'>,
  columns: number,
): string[] {
  const rows = rowsOf(items, '')
  const details = rows.map(({ item }) => detailOf(item, mappings))
  const widestDetail = Math.max(0, ...details.map(({ length }) => length))
  const room = Math.max(20, columns - widestDetail - 14)
  const width = Math.min(room, Math.max(0, ...rows.map(({ label }) => [...label].length)))
  return rows.map(({ label, item }, index) => {
    const bytes = size(item.bytes).padStart(10)
    return `${fitted(label, width)}  ${bytes}  ${details[index] ?? ''}`.trimEnd()
  })
}

function rowsOf(items: readonly ChoiceItem[], above: string): Row[] {
  return items.flatMap((item, index) => {
    const isLast = index === items.length - 1
    const isTop = above === '' && item.path.lastIndexOf('/') === 0
    const branch = isTop ? '' : isLast ? '└─ ' : '├─ '
    const label = `${above}${branch}${visible(nameOf(item.path))}${item.kind === 'folder' ? '/' : ''}`
    const below = isTop ? '  ' : `${above}${isLast ? '   ' : '│  '}`
    return [{ label, item }, ...rowsOf(item.items ?? [], below)]
  })
}

function detailOf(item: ChoiceItem, mappings: Locations['mappings']): string {
  const { state, waiting } = item
  const mapping = mappings.find(({ name }) => keyOf(`/${name}`) === keyOf(item.path))
  const link = mapping === undefined ? '' : `, linked to ${visible(mapping.target)}`
  if (waiting.files === 0) return `${stateNames[state]}${link}`
  const files = countOf(waiting.files, 'file')
  const waits = state === 'waiting' ? `for ${files}, ${size(waiting.bytes)}` : `, ${files} waiting`
  return `${stateNames[state]}${state === 'waiting' ? ' ' : ''}${waits}${link}`
}

function fitted(label: string, width: number): string {
  const characters = [...label]
  if (characters.length <= width) return label + ' '.repeat(width - characters.length)
  return `${characters.slice(0, width - 1).join('')}…`
}
