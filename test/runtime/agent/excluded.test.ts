import test from 'ava'
import type { RemoteItem } from '../../../runtime/agent/control.ts'
import { excludedPaths } from '../../../runtime/agent/excluded.ts'
import type { SelectionRule } from '../../../runtime/core/selection.ts'

const folders: Record<string, string[]> = {
  '': ['/Music', '/Photos', '/todo.txt'],
  '/photos': ['/Photos/2024', '/Photos/Raw'],
  '/photos/raw': ['/Photos/Raw/a'],
}

async function remote(folder: string): Promise<RemoteItem[]> {
  return (folders[folder] ?? []).map((path) => ({
    path,
    kind: path.includes('.') ? 'file' : 'folder',
    files: 1,
    bytes: 1,
    wanted: false,
  }))
}

const include = (display: string): SelectionRule => ({ path: display.toLowerCase(), display, include: true })
const exclude = (display: string): SelectionRule => ({ path: display.toLowerCase(), display, include: false })

test('without a choice everything is excluded, topmost only', async (t) => {
  t.deepEqual(await excludedPaths([], remote), ['/Music', '/Photos', '/todo.txt'])
})

test('what is on the way to an included folder is shown by its other parts', async (t) => {
  t.deepEqual(await excludedPaths([include('/Photos/2024')], remote), ['/Music', '/Photos/Raw', '/todo.txt'])
})

test('what is excluded inside an included folder is shown', async (t) => {
  const rules = [include(''), exclude('/Photos/Raw')]
  t.deepEqual(await excludedPaths(rules, remote), ['/Photos/Raw'])
})

test('what was excluded though Dropbox does not hold it is shown', async (t) => {
  t.deepEqual(await excludedPaths([include(''), exclude('/Gone/old')], remote), ['/Gone/old'])
})

test('what is excluded with a folder above it is not shown twice', async (t) => {
  const rules = [include(''), exclude('/Photos'), exclude('/Photos/Raw')]
  t.deepEqual(await excludedPaths(rules, remote), ['/Photos'])
})

test('only folders in which the choice differs are looked into', async (t) => {
  const asked: string[] = []
  await excludedPaths([include(''), exclude('/Photos/Raw')], async (folder) => {
    asked.push(folder)
    return remote(folder)
  })
  t.deepEqual(asked, ['', '/photos'])
})
