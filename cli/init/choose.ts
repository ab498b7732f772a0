import type { Choice } from '../terminal/prompts.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { countOf, size, visible } from '../terminal/text.ts'
import type { ListedItem } from './listing.ts'

/**
 * Shows a checkbox list of what is in Dropbox, with sizes, and gives what a person ticked. `ticked` says what is ticked at first,
 * `fixed` what cannot be chosen and why, `present` what is on the box already. Everything else that is chosen must fit in `free` bytes.
 */
export async function chooseItems(
  terminal: Terminal,
  items: readonly ListedItem[],
  {
    free,
    ticked,
    present,
    fixed,
  }: {
    readonly free: number
    readonly ticked: (item: ListedItem) => boolean
    readonly present: (item: ListedItem) => boolean
    readonly fixed: (item: ListedItem) => string | undefined
  },
): Promise<readonly ListedItem[]> {
  const width = Math.min(40, Math.max(...items.map((item) => label(item).length)))
  return terminal.askMany<ListedItem>({
    message: `What should sync to this computer? ${size(free)} are free here.`,
    choices: items.map((item): Choice<ListedItem> => {
      const reason = fixed(item)
      return {
        name: `${label(item).padEnd(width)}  ${size(item.bytes).padStart(8)}${fileCount(item)}`,
        value: item,
        short: label(item),
        checked: ticked(item),
        ...(reason === undefined ? {} : { disabled: reason }),
      }
    }),
    check: (chosen) => {
      const needed = sum(chosen.filter((item) => !present(item)))
      if (needed <= free) return true
      return `These need ${size(needed)}, and only ${size(free)} are free on this disk. Choose less.`
    },
  })
}

/** Bytes of several items. */
export function sum(items: readonly ListedItem[]): number {
  return items.reduce((bytes, item) => bytes + item.bytes, 0)
}

function label({ path, kind }: ListedItem): string {
  return visible(path.slice(1)) + (kind === 'folder' ? '/' : '')
}

function fileCount({ kind, files }: ListedItem): string {
  if (kind === 'file') return ''
  return `, ${countOf(files, 'file')}`
}
