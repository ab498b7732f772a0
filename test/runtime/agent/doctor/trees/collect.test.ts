import test from 'ava'
import { changedSince, collectTrees, listCloud } from '../../../../../runtime/agent/doctor/trees/collect.ts'
import { treesIn } from '../../../../../runtime/agent/trees.ts'
import type { RemoteEntry } from '../../../../../runtime/core/tree.ts'
import { type ChangePage, CloudError, type RemoteChange } from '../../../../../runtime/ports/cloud.ts'
import { memoryStore } from '../../../store/memory-store.ts'

const signal = new AbortController().signal
const quiet = (): void => undefined

const file = (name: string): RemoteEntry => ({
  ...{ kind: 'file', name, id: `id:${name}`, rev: '123456789', hash: 'h', size: 1 },
  ...{ modified: 0, downloadable: true },
})
const present = (path: string): RemoteChange => ({ kind: 'present', path, entry: file(path.slice(1)) })
const page = (cursor: string, more: boolean, ...changes: RemoteChange[]): ChangePage => ({
  cursor,
  more,
  changes,
})

/** A delta that gives these pages one after the other, and throws what is an error. */
function delta(...pages: readonly (ChangePage | CloudError)[]) {
  const asked: (string | undefined)[] = []
  return {
    asked,
    async changes(cursor: string | undefined): Promise<ChangePage> {
      const next = pages[asked.length]
      asked.push(cursor)
      if (next === undefined || next instanceof CloudError) throw next ?? new Error('No page is left.')
      return next
    },
  }
}

test('the trees are read folder by folder, however many answers that takes', async (t) => {
  const store = memoryStore()
  store.setCursor('c')
  for (let folder = 0; folder < 30; folder++)
    for (let each = 0; each < 10; each++) store.setRemote(`/d${folder}/f${each}`, file(`f${each}`))
  const told: number[] = []
  let answers = 0
  const trees = await collectTrees(
    async (folders) => {
      answers++
      return treesIn(store, folders.slice(0, 7))
    },
    (count) => told.push(count),
  )
  t.is(answers, 6)
  t.is(trees.cursor, 'c')
  t.is(trees.count, 330)
  t.is(told.at(-1), 330)
  t.is(trees.folders.get('/d7')?.get('/d7/f3')?.remote?.name, 'f3')
})

test('one answer holds as many folders as fit, and one at least', (t) => {
  const store = memoryStore()
  const folders = ['/a', '/b', '/c']
  for (const folder of folders)
    for (let each = 0; each < 3_000; each++) store.setRemote(`${folder}/f${each}`, file(`f${each}`))
  t.deepEqual(
    treesIn(store, folders).parts.map(({ folder, entries }) => [folder, entries.length]),
    [
      ['/a', 3_000],
      ['/b', 3_000],
    ],
  )
})

test('a listing that Dropbox lets go of begins anew, and what was deleted meanwhile is gone', async (t) => {
  const reset = new CloudError('cursor-reset', 'Anew')
  const cloud = delta(
    page('1', true, present('/old')),
    reset,
    page('1', true, present('/a'), present('/d/x')),
    page('2', false, { kind: 'deleted', path: '/d' }, present('/b')),
  )
  t.deepEqual([...(await listCloud(cloud, signal, quiet)).keys()], ['/a', '/b'])
  t.deepEqual(cloud.asked, [undefined, '1', undefined, '1'])
  await t.throwsAsync(listCloud(delta(reset, reset, reset, reset), signal, quiet), { code: 'cursor-reset' })
})

test('what changed since a cursor counts with all that is below it, and nobody knows when it is too old', async (t) => {
  const changed = await changedSince(
    delta(page('2', true, { kind: 'deleted', path: '/d' }), page('3', false, present('/a'))),
    '1',
    signal,
  )
  t.deepEqual(
    ['/a', '/d', '/d/x/y', '/b', '/dd'].map((path) => changed?.(path)),
    [true, true, true, false, false],
  )
  const tooOld = delta(new CloudError('cursor-reset', 'Anew'))
  t.is(await changedSince(tooOld, '1', signal), undefined)
})
