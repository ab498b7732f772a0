import test from 'ava'
import { newFoldersOf, withNewFolders } from '../../../runtime/core/new-folders.ts'
import { type SelectionRule, selectionOf } from '../../../runtime/core/selection.ts'

const include = (display: string): SelectionRule => ({ path: display.toLowerCase(), display, include: true })
const exclude = (display: string): SelectionRule => ({ path: display.toLowerCase(), display, include: false })

const known: Record<string, string[]> = {
  '': ['/Music', '/Photos', '/todo.txt'],
  '/photos': ['/Photos/2024', '/Photos/Raw'],
}
const itemsIn = (folder: string): string[] => known[folder] ?? []
const paths = [...Object.values(known).flat(), '/Photos/2024/a.jpg'].map((path) => path.toLowerCase())

test('without a rule for the whole Dropbox, what appears later stays away', (t) => {
  t.is(newFoldersOf([]), 'exclude')
  t.is(newFoldersOf([include('/Photos')]), 'exclude')
  t.is(newFoldersOf([include(''), exclude('/Photos')]), 'include')
})

test('another policy holds for what appears later alone, whatever was chosen before', (t) => {
  for (const rules of [
    [],
    [include('')],
    [include('/Photos')],
    [include('/Photos/2024')],
    [exclude('/Photos'), include('/Photos/2024')],
    [include(''), exclude('/Photos/Raw')],
    [include(''), exclude('/Photos'), include('/Photos/2024')],
  ]) {
    const before = selectionOf(rules)
    for (const policy of ['include', 'exclude'] as const) {
      const changed = withNewFolders(rules, policy, itemsIn)
      const after = selectionOf(changed)
      t.is(newFoldersOf(changed), policy)
      t.is(after('/later'), policy === 'include')
      for (const path of paths) t.is(after(path), before(path), `${policy} ${path} ${JSON.stringify(rules)}`)
    }
  }
})

test('what lies beside an included folder follows the policy', (t) => {
  const rules = withNewFolders([include('/Photos/2024')], 'include', itemsIn)
  t.true(selectionOf(rules)('/photos/2026'))
  t.false(selectionOf(rules)('/photos/raw'))
})

test('the policy that holds already changes nothing', (t) => {
  const rules = [include('/Photos')]
  t.is(withNewFolders(rules, 'exclude', itemsIn), rules)
})
