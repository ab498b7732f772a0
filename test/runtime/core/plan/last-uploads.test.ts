import test from 'ava'
import { lastUploads } from '../../../../runtime/core/plan/last-uploads.ts'
import type { Operation } from '../../../../runtime/core/plan/operation.ts'

function upload(path: string, size: number): Operation {
  const local = { kind: 'file', name: path, hash: path, modified: 0, changed: 0, inode: 1, born: 0 } as const
  return { kind: 'upload', path, display: path, local: { ...local, size }, over: undefined }
}

const limits = { files: 3, each: 100, bytes: 150 }
const pathsOf = (operations: readonly Operation[]) =>
  operations.map((operation) => ('path' in operation ? operation.path : operation.from))

test('what is under way goes on, and the smallest files are sent beside it, none that takes long', (t) => {
  const operations = [upload('/c', 30), upload('/large', 101), upload('/a', 10), upload('/b', 20)]
  const isLarge = (path: string) => path === '/large'
  const none = () => false
  t.deepEqual(pathsOf(lastUploads(operations, none, limits)), ['/a', '/b', '/c'])
  t.deepEqual(pathsOf(lastUploads([...operations, upload('/d', 5)], isLarge, limits)), [
    ...['/large', '/d', '/a', '/b'],
  ])
  t.deepEqual(pathsOf(lastUploads([upload('/e', 80), upload('/f', 81)], none, limits)), ['/e'])
})

test('folders are made for uploads only, a few things are renamed, and nothing is deleted or fetched', (t) => {
  const folder: Operation = { kind: 'create-remote-folder', path: '/new', display: '/new' }
  const moves = Array.from({ length: 7 }, (_, index): Operation => {
    const [from, to] = [`/from ${index}`, `/to ${index}`]
    return { kind: 'move-remote', from, to, fromDisplay: from, toDisplay: to }
  })
  const others: Operation[] = [
    { kind: 'settle', path: '/same' },
    {
      kind: 'delete-remote',
      path: '/gone',
      display: '/gone',
      remote: { kind: 'folder', name: 'gone', id: 'id' },
    },
    { kind: 'create-local-folder', path: '/there', name: 'there' },
  ]
  t.deepEqual(pathsOf(lastUploads([folder, ...others], () => false, limits)), ['/same'])
  t.deepEqual(pathsOf(lastUploads([folder, ...moves, ...others, upload('/new/a', 1)], () => false, limits)), [
    '/new',
    '/from 0',
    '/from 1',
    '/from 2',
    '/from 3',
    '/from 4',
    '/same',
    '/new/a',
  ])
})
