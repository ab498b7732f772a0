import type { ChoiceItem } from '../../../runtime/agent/choices/choices.ts'
import { excluding, including, selectsAllOf } from '../../../runtime/core/choice.ts'
import type { NewFolders } from '../../../runtime/core/new-folders.ts'
import { type DisplayPath, isBelow, keyOf } from '../../../runtime/core/path.ts'
import { type SelectionRule, selectionOf } from '../../../runtime/core/selection.ts'
import type { Choice } from '../../terminal/prompts.ts'
import { size, visible } from '../../terminal/text.ts'

/** What a person has chosen so far, before anything of it holds. */
export interface Draft {
  readonly rules: readonly SelectionRule[]
  readonly newFolders: NewFolders
}

/** What a line of the picker stands for. */
export type Picked = 'done' | 'new-folders' | DisplayPath

type Placed = { readonly path: DisplayPath }

/** Whether all of an item is chosen, a part of it, or nothing. */
export type Mark = 'all' | 'part' | 'none'

const marks: Readonly<Record<Mark, string>> = { all: '◉', part: '◐', none: '◯' }

/** Every item of a tree, a folder before what is in it. */
function* everyItem(items: readonly ChoiceItem[]): Generator<ChoiceItem> {
  for (const item of items) {
    yield item
    yield* everyItem(item.items ?? [])
  }
}

/** How an item is chosen by the rules. */
export function markOf(rules: readonly SelectionRule[], { path }: Placed): Mark {
  const key = keyOf(path)
  const below = rules.filter((rule) => isBelow(rule.path, key))
  if (selectsAllOf(rules, key)) return below.some(({ include }) => !include) ? 'part' : 'all'
  return below.some(({ include }) => include) ? 'part' : 'none'
}

/** The rules once an item is ticked, with all that is in it, or, where it was ticked, is not. */
export function toggled(rules: readonly SelectionRule[], item: Placed): readonly SelectionRule[] {
  if (markOf(rules, item) === 'all') return excluding(rules, item.path)
  const key = keyOf(item.path)
  return including(
    rules.filter((rule) => !isBelow(rule.path, key)),
    item.path,
  )
}

/** Bytes that come to the computer with a choice, and that leave it. */
export function bytesMoved(
  items: readonly ChoiceItem[],
  rules: readonly SelectionRule[],
): { readonly coming: number; readonly leaving: number } {
  const wanted = selectionOf(rules)
  let [coming, leaving] = [0, 0]
  const add = (item: ChoiceItem): void => {
    const key = keyOf(item.path)
    const isDivided = rules.some((rule) => isBelow(rule.path, key))
    if (isDivided && item.items !== undefined) for (const inner of item.items) add(inner)
    else if (wanted(key)) coming += Math.max(0, item.bytes - item.synced.bytes)
    else leaving += item.synced.bytes
  }
  for (const item of items) add(item)
  return { coming, leaving }
}

/** What of the items became another choice, the topmost of them: chosen now, at least in part, or not any more. */
export function changedItems(
  items: readonly ChoiceItem[],
  before: readonly SelectionRule[],
  after: readonly SelectionRule[],
): { readonly included: readonly string[]; readonly excluded: readonly string[] } {
  const included: string[] = []
  const excluded: string[] = []
  const look = (item: ChoiceItem): void => {
    const [was, is] = [markOf(before, item), markOf(after, item)]
    if (is === 'none' && was !== 'none') excluded.push(item.path)
    else if (is === 'all' && was !== 'all') included.push(item.path)
    else for (const inner of item.items ?? []) look(inner)
  }
  for (const item of items) look(item)
  return { included, excluded }
}

/** What the picker shows beside the items. */
export interface PickerFacts {
  /** Bytes of the disk that may be filled. */
  readonly free: number
  readonly columns: number
  /** Why an item cannot be chosen here, if it cannot. */
  readonly fixed: (item: ChoiceItem) => string | undefined
}

/** The question above the list. */
export function pickerMessage(items: readonly ChoiceItem[], { rules }: Draft, { free }: PickerFacts): string {
  const { coming, leaving } = bytesMoved(items, rules)
  const leaves = leaving === 0 ? '' : `, ${size(leaving)} leave`
  return `What should sync to this computer? ${size(coming)} come${leaves}, ${size(free)} are free. Search:`
}

/**
 * The lines of the picker: to be done, what becomes of new folders, and the items; where something was typed, all whose path holds it, else those at the
 * top and in folders that are chosen in part.
 */
export function pickerLines(
  items: readonly ChoiceItem[],
  draft: Draft,
  typed: string,
  facts: PickerFacts,
): Choice<Picked>[] {
  const { coming, leaving } = bytesMoved(items, draft.rules)
  const room = facts.free + leaving - coming
  const shown = typed === '' ? opened(items, draft.rules) : [...everyItem(items)].filter(fits(typed))
  const width = Math.max(24, Math.min(60, facts.columns - 34))
  const lines = shown.map((item): Choice<Picked> => {
    const reason = facts.fixed(item)
    const mark = markOf(draft.rules, item)
    const needs = Math.max(0, item.bytes - item.synced.bytes)
    const note = mark !== 'all' && needs > room ? '  does not fit' : ''
    const label = `${visible(item.path.slice(1))}${item.kind === 'folder' ? '/' : ''}`
    return {
      name: `${marks[mark]} ${cut(label, width)}  ${size(item.bytes).padStart(10)}${note}`,
      value: item.path,
      ...(reason === undefined ? {} : { disabled: reason }),
    }
  })
  const policy = draft.newFolders === 'include' ? '◉' : '◯'
  return [
    {
      name: 'Done',
      value: 'done',
      ...(room < 0 ? { disabled: `(${size(-room)} more than fit this disk are chosen)` } : {}),
    },
    { name: `${policy} What appears in Dropbox later`, value: 'new-folders' },
    ...lines,
  ]
}

/** Without a search: the top, and what is in folders of which only a part is chosen. */
function opened(items: readonly ChoiceItem[], rules: readonly SelectionRule[]): ChoiceItem[] {
  return items.flatMap((item) =>
    markOf(rules, item) === 'part' ? [item, ...opened(item.items ?? [], rules)] : [item],
  )
}

function fits(typed: string): (item: ChoiceItem) => boolean {
  const wanted = keyOf(typed)
  return ({ path, kind }) => `${keyOf(path).slice(1)}${kind === 'folder' ? '/' : ''}`.includes(wanted)
}

function cut(label: string, width: number): string {
  const characters = [...label]
  // The end tells more of a path than its beginning.
  if (characters.length > width) return `…${characters.slice(1 - width).join('')}`
  return label + ' '.repeat(width - characters.length)
}
