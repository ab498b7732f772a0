import test from 'ava'
import { type CloudAbove, cloudBelow } from '../../../../runtime/cloud/remote-root/cloud-below.ts'
import type { RemoteEntry } from '../../../../runtime/core/tree.ts'

/** A Dropbox that holds one folder, with the id `now`, and notes what is to be changed in it. */
function dropboxWith(now: { id: string }, changed: string[]): CloudAbove {
  const note = (what: string): Promise<never> => {
    changed.push(what)
    return Promise.reject(new Error('not to be asked'))
  }
  return {
    watchConnection: () => undefined,
    account: () => note('account'),
    space: () => note('space'),
    waitForChange: () => note('longpoll'),
    download: () => note('download'),
    downloadFolder: () => note('download folder'),
    upload() {
      throw new Error('not to be asked')
    },
    changes: async () => ({ changes: [{ kind: 'deleted', path: '/root/a' }], cursor: 'next', more: false }),
    lookUp: async (): Promise<RemoteEntry> => ({ kind: 'folder', name: 'root', id: now.id }),
    createFolders: () => note('folder'),
    deleteFiles: () => note('deletion'),
    deleteEmptyFolder: () => note('deletion of a folder'),
    move: () => note('move'),
    copyFiles: () => note('copy'),
  }
}

test('nothing is changed in another folder that has taken the place of the root, and nothing deleted in it', async (t) => {
  const now = { id: 'id:root' }
  const changed: string[] = []
  const cloud = cloudBelow(dropboxWith(now, changed), {
    path: '/root',
    id: 'id:root',
    established: undefined,
  })
  await cloud.changes('cursor')
  now.id = 'id:other'
  await t.throwsAsync(cloud.changes('cursor'), { message: /another folder has its name/ })
  const attempts = [
    () => cloud.deleteEmptyFolder('/a'),
    () => cloud.deleteFiles([{ path: '/a', rev: '1' }]),
    () => cloud.move('/a', '/b'),
    () => cloud.createFolders(['/a']),
    () => cloud.copyFiles([{ from: 'id:a', path: '/a', hash: 'x', size: 1 }]),
  ]
  for (const attempt of attempts) {
    const error = await t.throwsAsync<Error & { code?: string }>(attempt)
    t.is(error?.code, 'root-missing')
  }
  t.deepEqual(changed, [])
})
