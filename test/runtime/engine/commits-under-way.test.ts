import test from 'ava'
import type { PathKey } from '../../../runtime/core/path.ts'
import { type BegunCommit, createCommitsUnderWay } from '../../../runtime/engine/commits-under-way.ts'
import { noFolders } from '../../../runtime/engine/folders-being-made.ts'
import { localFile, localFolder, remoteFile, remoteFolder } from '../store/entries.ts'
import { memoryStore } from '../store/memory-store.ts'

const root = {
  path: '',
  target: '/home/user/Dropbox',
  identity: 'r',
  generation: 1,
  device: 1,
  inode: 2,
  born: 3,
}
const places = { rootOf: () => root }
const sure = (): boolean => true

function commit(path: PathKey, letter = 'a', more: Partial<BegunCommit> = {}): BegunCommit {
  const modified = remoteFile(path, letter).modified
  return { path, local: localFile(path, letter), making: noFolders, modified, ...more }
}

/** A store as an agent leaves it that was about to commit these. */
function leftBy(...commits: readonly BegunCommit[]) {
  const store = memoryStore()
  createCommitsUnderWay(store, places).begin(commits)
  return store
}

test('what Dropbox took in of an agent that is no more is agreed on, as that one had it', (t) => {
  const store = leftBy(commit('/a'), commit('/b'))
  store.setRemote('/a', remoteFile('/a'))
  t.is(createCommitsUnderWay(store, places).agree(sure), 1)
  t.like(store.get('/a').synced, { hash: remoteFile('/a').hash, id: 'id:a', inode: 11 })
  t.is(store.get('/b').synced, undefined)
})

test('so are the new folders that it came into', (t) => {
  const folders = new Map([['/f', localFolder('/f', 7)]])
  const store = leftBy(commit('/f/a', 'a', { making: { root: 'r', folders } }))
  store.setRemote('/f', remoteFolder('/f'))
  store.setRemote('/f/a', remoteFile('/f/a'))
  t.is(createCommitsUnderWay(store, places).agree(sure), 1)
  t.like(store.get('/f').synced, { kind: 'folder', inode: 7 })
})

for (const [what, change] of Object.entries({
  'another content': { hash: remoteFile('/a', 'b').hash },
  'another time': { modified: 1_700_000_001_000 },
}))
  test(`a file with ${what} is not what was sent`, (t) => {
    const store = leftBy(commit('/a'))
    store.setRemote('/a', { ...remoteFile('/a'), ...change })
    t.is(createCommitsUnderWay(store, places).agree(sure), 0)
    t.is(store.get('/a').synced, undefined)
  })

test('what was made as a copy of another file has that one’s time', (t) => {
  const store = leftBy(commit('/a', 'a', { modified: undefined }))
  store.setRemote('/a', { ...remoteFile('/a'), modified: 5000 })
  t.is(createCommitsUnderWay(store, places).agree(sure), 1)
})

test('nothing is agreed on where it does not count, and it is asked once', (t) => {
  const store = leftBy(commit('/a'))
  store.setRemote('/a', remoteFile('/a'))
  t.is(
    createCommitsUnderWay(store, places).agree(() => false),
    0,
  )
  t.is(createCommitsUnderWay(store, places).agree(sure), 0)
})

test('what is written down is under way no more', (t) => {
  const store = memoryStore()
  const commits = createCommitsUnderWay(store, places)
  commits.begin([commit('/a'), commit('/b')])
  commits.end('/a')
  commits.end('/b')
  for (const path of ['/a', '/b']) store.setRemote(path, remoteFile(path))
  t.is(createCommitsUnderWay(store, places).agree(sure), 0)
  commits.begin([commit('/a')])
  commits.begin([commit('/b')])
  t.is(createCommitsUnderWay(store, places).agree(sure), 2)
})
