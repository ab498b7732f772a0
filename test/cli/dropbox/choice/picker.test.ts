import test from 'ava'
import {
  bytesMoved,
  changedItems,
  markOf,
  pickerLines,
  pickerMessage,
  toggled,
} from '../../../../cli/dropbox/choice/picker.ts'
import type { ChoiceItem } from '../../../../runtime/agent/choices/choices.ts'
import type { SelectionRule } from '../../../../runtime/core/selection.ts'

const megabyte = 1024 ** 2
const nothing = { files: 0, bytes: 0 }

function item(path: string, megabytes: number, inner?: ChoiceItem[], here = 0): ChoiceItem {
  return {
    path,
    kind: path.includes('.') ? 'file' : 'folder',
    state: 'not-synced',
    files: 1,
    bytes: megabytes * megabyte,
    synced: { files: here === 0 ? 0 : 1, bytes: here * megabyte },
    waiting: nothing,
    items: inner,
  }
}

const raw = item('/Photos/Raw', 70)
const items = [
  item('/Photos', 100, [item('/Photos/2024', 30, [], 30), raw], 30),
  item('/Work', 5),
  item('/todo.txt', 1),
]
const include = (display: string): SelectionRule => ({ path: display.toLowerCase(), display, include: true })
const facts = { free: 50 * megabyte, columns: 80, fixed: () => undefined }
const names = (rules: readonly SelectionRule[], typed = '') =>
  pickerLines(items, { rules, newFolders: 'exclude' }, typed, facts).map(({ name }) =>
    name.replaceAll(/ +/g, ' '),
  )

test('the picker shows what is chosen, and opens what is chosen in part', (t) => {
  t.deepEqual(names([include('/Photos/2024'), include('/todo.txt')]), [
    'Done',
    '◯ What appears in Dropbox later',
    '◐ Photos/ 100 MB does not fit',
    '◉ Photos/2024/ 30 MB',
    '◯ Photos/Raw/ 70 MB does not fit',
    '◯ Work/ 5 MB',
    '◉ todo.txt 1 MB',
  ])
})

test('what is typed is looked for in whole paths, whatever its case', (t) => {
  t.deepEqual(names([], 'photos/').slice(2), [
    '◯ Photos/ 100 MB',
    '◯ Photos/2024/ 30 MB',
    '◯ Photos/Raw/ 70 MB',
  ])
  t.deepEqual(names([], 'RAW').slice(2), ['◯ Photos/Raw/ 70 MB'])
  t.deepEqual(names([], 'nothing').slice(2), [])
})

test('a tick takes all of an item, and a second one none of it', (t) => {
  const part = [include('/Photos/2024')]
  t.is(markOf(part, raw), 'none')
  const all = toggled(part, { path: '/Photos' })
  t.is(markOf(all, { path: '/Photos' }), 'all')
  const none = toggled(all, { path: '/Photos' })
  t.deepEqual([markOf(none, { path: '/Photos' }), markOf(none, raw)], ['none', 'none'])
  const without = toggled(all, { path: '/Photos/Raw' })
  t.is(markOf(without, { path: '/Photos' }), 'part')
  t.is(markOf(toggled(without, { path: '/Photos' }), raw), 'all')
})

test('what comes and what leaves is reckoned, and more than fits cannot be chosen', (t) => {
  t.deepEqual(bytesMoved(items, [include('/Photos'), include('/Work')]), {
    coming: 75 * megabyte,
    leaving: 0,
  })
  t.deepEqual(bytesMoved(items, [include('/Photos/Raw')]), { coming: 70 * megabyte, leaving: 30 * megabyte })
  const draft = (rules: SelectionRule[]) => ({ rules, newFolders: 'exclude' as const })
  t.is(
    pickerMessage(items, draft([include('/Photos/Raw')]), facts),
    'What should sync to this computer? 70 MB come, 30 MB leave, 50 MB are free. Search:',
  )
  const [done] = pickerLines(items, draft([include('/Photos')]), '', facts)
  t.is(done?.disabled, '(20 MB more than fit this disk are chosen)')
  t.is(pickerLines(items, draft([include('/Photos/Raw')]), '', facts)[0]?.disabled, undefined)
})

test('what was changed is told by its topmost items', (t) => {
  const before = [include('/Photos'), include('/todo.txt')]
  const after = toggled(toggled(toggled(before, { path: '/Photos/Raw' }), { path: '/Work' }), {
    path: '/todo.txt',
  })
  t.deepEqual(changedItems(items, before, after), {
    included: ['/Work'],
    excluded: ['/Photos/Raw', '/todo.txt'],
  })
  t.deepEqual(changedItems(items, before, toggled(before, { path: '/Photos' })), {
    included: [],
    excluded: ['/Photos'],
  })
  t.deepEqual(changedItems(items, before, before), { included: [], excluded: [] })
})
