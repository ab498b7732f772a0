import test from 'ava'
import {
  type FileStatus,
  fileStatus,
  type StatusFacts,
} from '../../../../runtime/agent/file-status/file-status.ts'
import { workBelow } from '../../../../runtime/agent/file-status/work-below.ts'
import { nothing } from '../../../../runtime/core/tree.ts'
import { localFile, remoteFile, remoteFolder, syncedFile } from '../../store/entries.ts'
import { memoryStore } from '../../store/memory-store.ts'

const noRules = (): boolean => false
const local = localFile('/a')
const remote = remoteFile('/a')
const synced = { ...syncedFile('/a'), id: remote.id, inode: local.inode, hash: remote.hash }
const same = { local: { ...local, hash: remote.hash }, remote, synced }

const synchronous: StatusFacts = {
  ...{ path: '/a', triple: same, wanted: true, ignored: false, hasProblem: false, isSeen: true },
  ...{ worksBelow: false, problemsBelow: false, isBeingMade: false },
}

for (const [name, change, expected] of [
  ['is the same on both sides', {}, 'up to date'],
  ['is new on the box', { triple: { ...nothing, local } }, 'syncing'],
  ['is new on the box and was not seen yet', { triple: nothing, isSeen: false }, 'syncing'],
  ['has newer content in Dropbox', { triple: { ...same, remote: remoteFile('/a', 'other') } }, 'syncing'],
  ['was changed on the disk since it was seen', { isSeen: false }, 'syncing'],
  ['holds what is on its way', { worksBelow: true }, 'syncing'],
  ['holds what is on its way, and what cannot sync', { worksBelow: true, problemsBelow: true }, 'syncing'],
  ['holds what cannot sync', { problemsBelow: true }, 'unsyncable'],
  ['cannot sync', { triple: nothing, hasProblem: true }, 'unsyncable'],
  ['is kept out by a rule', { triple: nothing, ignored: true }, 'ignored'],
  ['has a name that never syncs', { path: '/a/.dropbox.cache/x', triple: nothing }, 'ignored'],
  ['is not chosen', { triple: nothing, wanted: false }, 'selsync'],
  ['is not chosen, and stays', { triple: { ...nothing, local }, wanted: false }, 'selsync'],
  [
    'is being made at a place that is not chosen',
    { triple: { ...nothing, local }, wanted: false, isBeingMade: true },
    'syncing',
  ],
  ['is the Dropbox folder', { path: '', triple: nothing }, 'up to date'],
  ['is the Dropbox folder while something syncs', { path: '', triple: nothing, worksBelow: true }, 'syncing'],
] as const satisfies readonly (readonly [string, Partial<StatusFacts>, FileStatus])[])
  test(`what ${name} is ${expected}`, (t) => t.is(fileStatus({ ...synchronous, ...change }), expected))

test('what is on its way, or in trouble, is known from every folder above it', (t) => {
  const store = memoryStore()
  store.setSelection([{ path: '', display: '', include: true }])
  store.setRemote('/a/b/c', remoteFile('/a/b/c'))
  store.setRemote('/bad/x', remoteFile('/bad/x'))
  const below = workBelow(store, [{ path: '/Bad', why: { reason: 'symlink' } }], noRules)
  t.deepEqual(['', '/a', '/a/b', '/a/b/c', '/bad', '/z'].map(below.worksBelow), [
    true,
    true,
    true,
    false,
    false,
    false,
  ])
  t.deepEqual(['', '/a', '/bad'].map(below.problemsBelow), [true, false, false])
  t.deepEqual(['', '/a', '/bad', '/bad/x'].map(below.hasProblem), [false, false, true, true])
})

test('where very much is on its way, nothing is called up to date that was not looked at', (t) => {
  const path = (index: number): string => `/a/${index}`
  const unsettled = function* () {
    for (let index = 0; index < 6_000; index++) yield [path(index), nothing] as const
  }
  t.true(workBelow({ unsettled }, [], noRules).worksBelow('/z'))
})

test('what only Dropbox has because it is ignored here is not on its way, however much it is', (t) => {
  const store = memoryStore()
  store.setSelection([{ path: '', display: '', include: true }])
  store.setRemote('/node_modules', remoteFolder('/node_modules'))
  for (let index = 0; index < 6_000; index++) {
    const path = `/node_modules/${index}`
    store.setRemote(path, remoteFile(path))
  }
  const asked: string[] = []
  const ignored = (path: string): boolean => {
    asked.push(path)
    return path === '/node_modules'
  }
  const below = workBelow(store, [], ignored)
  t.deepEqual(['', '/node_modules'].map(below.worksBelow), [false, false])
  t.deepEqual(asked, ['/node_modules'])
})
