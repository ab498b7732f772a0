import test from 'ava'
import { remoteItems } from '../../../runtime/agent/remote-items.ts'
import { localFolder, remoteFile, remoteFolder } from '../store/entries.ts'
import { memoryStore } from '../store/memory-store.ts'

test('a folder of Dropbox is shown as people spell it, with what each item holds', (t) => {
  const store = memoryStore()
  store.setRemote('/photos', { ...remoteFolder('/photos'), name: 'Photos' })
  store.setRemote('/photos/été', { ...remoteFolder('/photos/été'), name: 'Été' })
  store.setRemote('/photos/été/a.jpg', { ...remoteFile('/a.jpg', 'a', 1_000), name: 'A.JPG' })
  store.setRemote('/photos/b.jpg', remoteFile('/b.jpg', 'b', 20))
  store.setLocal('/only on the box', localFolder('/only on the box'))
  store.setSelection([{ path: '/photos/été', display: '/Photos/Été', include: true }])
  t.deepEqual(remoteItems(store, ''), [
    { path: '/Photos', kind: 'folder', files: 2, bytes: 1_020, wanted: true },
  ])
  t.deepEqual(remoteItems(store, '/PHOTOS'), [
    { path: '/Photos/b.jpg', kind: 'file', files: 1, bytes: 20, wanted: false },
    { path: '/Photos/Été', kind: 'folder', files: 1, bytes: 1_000, wanted: true },
  ])
  t.deepEqual(remoteItems(store, '/photos/ÉTÉ'), [
    { path: '/Photos/Été/A.JPG', kind: 'file', files: 1, bytes: 1_000, wanted: true },
  ])
  t.deepEqual(remoteItems(store, '/nowhere'), [])
})
