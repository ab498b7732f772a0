import { appendFileSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { compareTrees } from '../../../../../runtime/agent/doctor/trees/compare.ts'
import type { AgentWord, TreesPorts } from '../../../../../runtime/agent/doctor/trees/ports.ts'
import { tellTrees } from '../../../../../runtime/agent/doctor/trees/tell.ts'
import { treesIn } from '../../../../../runtime/agent/trees.ts'
import { contentHashOf } from '../../../../../runtime/core/content-hash.ts'
import { keyOf } from '../../../../../runtime/core/path.ts'
import type { LocalFile, RemoteFile } from '../../../../../runtime/core/tree.ts'
import { nodeFiles } from '../../../../../runtime/local/node-files.ts'
import type { Store } from '../../../../../runtime/ports/store.ts'
import { temporaryFolder } from '../../../local/temporary-folder.ts'
import { memoryStore } from '../../../store/memory-store.ts'

interface World {
  readonly root: string
  readonly store: Store
  readonly cloud: Map<string, RemoteFile>
  readonly ports: TreesPorts
}

/** Files that are the same on the disk, in the index and in Dropbox, beside an agent that says `word`. */
async function world(
  t: ExecutionContext,
  names: readonly string[],
  word: Partial<AgentWord> = {},
): Promise<World> {
  const root = await temporaryFolder(t)
  const store = memoryStore()
  const cloud = new Map<string, RemoteFile>()
  const files = nodeFiles()
  store.setCursor('c')
  for (const name of names) {
    writeFileSync(join(root, name), name)
    const stats = await files.lstat(join(root, name))
    if (stats === undefined) throw new Error('It was just written.')
    const { size, modified, changed, inode, born } = stats
    const hash = contentHashOf(new TextEncoder().encode(name))
    const local: LocalFile = { kind: 'file', name, hash, size, modified, changed, inode, born }
    const remote: RemoteFile = {
      ...{ kind: 'file', name, id: `id:${name}`, rev: '123456789', hash },
      ...{ size, modified: 0, downloadable: true },
    }
    const path = keyOf(`/${name}`)
    store.setLocal(path, local)
    store.setRemote(path, remote)
    store.setSynced(path, { ...{ kind: 'file', name, hash }, id: remote.id, inode, born })
    cloud.set(path, remote)
  }
  const ports: TreesPorts = {
    files,
    roots: [{ path: '', display: '', target: root }],
    disk: {
      limits: { home: '/nowhere', forbidden: [] },
      defaults: '*.tmp\n',
      repositories: 'kept-out',
      now: Date.now,
    },
    trees: async (folders) => treesIn(store, folders),
    selection: [{ path: '', display: '', include: true }],
    agent: async () => ({ condition: 'quiet', problems: [], waiting: [], awaitsRoom: false, ...word }),
    cloud: {
      async changes(cursor) {
        const changes = [...cloud].map(([path, entry]) => ({ kind: 'present', path, entry }) as const)
        return { changes: cursor === undefined ? changes : [], cursor: 'c', more: false }
      },
      lookUp: async (path) => cloud.get(keyOf(path)),
    },
    thorough: false,
    signal: new AbortController().signal,
    progress: () => undefined,
  }
  return { root, store, cloud, ports }
}

test('what is the same everywhere, and what is apart on purpose, is well', async (t) => {
  const { root, cloud, ports } = await world(t, ['a', 'B'])
  writeFileSync(join(root, 'x.tmp'), 'ignored')
  mkdirSync(join(root, '.git'))
  const selection = [...ports.selection, { path: '/photo', display: '/photo', include: false }]
  const photo = cloud.get('/a')
  if (photo !== undefined) cloud.set('/photo', photo)
  const comparison = await compareTrees({
    ...ports,
    selection,
    trees: async (folders) => {
      const { parts } = (await ports.trees?.(folders)) ?? { parts: [] }
      const [top] = parts
      const entry = ['/photo', { remote: photo, local: undefined, synced: undefined }] as const
      return { cursor: 'c', parts: top === undefined ? [] : [{ ...top, entries: [...top.entries, entry] }] }
    },
  })
  t.deepEqual(comparison.differences, [])
  t.deepEqual(comparison.asTheyShould, { 'not-selected': 1 })
  t.is(tellTrees(comparison, true).verdict, 'ok')
})

test('a row of the index that was altered, and a file that the agent has not noticed, are wrong', async (t) => {
  const { root, store, ports } = await world(t, ['a', 'b', 'C'])
  appendFileSync(join(root, 'C'), ' changed behind its back')
  store.setRemote('/a', undefined)
  const comparison = await compareTrees(ports)
  t.deepEqual(
    comparison.differences.map(({ display, why, hops }) => [display, why, ...hops]),
    [
      ['/a', 'index-wrong', 'synced-remote', 'remote-cloud'],
      ['/C', 'not-noticed', 'disk-local'],
    ],
  )
  const finding = tellTrees(comparison, true)
  t.is(finding.verdict, 'wrong')
  t.regex(finding.found, /^2 paths of 3 paths differ: /)
  t.truthy(finding.advice)
})

test('what only seems to differ, since it was being synced while all was read, is looked at again', async (t) => {
  const { root, store, ports } = await world(t, ['a'])
  const { remote, synced } = store.get('/a')
  store.setSynced('/a', undefined)
  store.setRemote('/a', undefined)
  let words = 0
  const comparison = await compareTrees({
    ...ports,
    async agent() {
      // The agent has finished by the second look.
      if (++words === 1) {
        store.setRemote('/a', remote)
        store.setSynced('/a', synced)
      }
      return { condition: 'quiet', problems: [], waiting: [], awaitsRoom: false }
    },
  })
  t.is(words, 2)
  t.deepEqual(comparison.differences, [])
  t.truthy(root)
})

test('only a thorough look sees a change that left size and times as they were', async (t) => {
  const { root, store, ports } = await world(t, ['a'], { condition: 'stopped' })
  const { mtime } = statSync(join(root, 'a'))
  writeFileSync(join(root, 'a'), 'b')
  utimesSync(join(root, 'a'), mtime, mtime)
  const { local } = store.get('/a')
  const stats = await nodeFiles().lstat(join(root, 'a'))
  if (local?.kind !== 'file' || stats === undefined) throw new Error('It is known.')
  // As a disk whose clock of changes cannot be trusted would show it.
  store.setLocal('/a', { ...local, modified: stats.modified, changed: stats.changed })
  t.is((await compareTrees(ports)).differences.length, 0)
  t.like((await compareTrees({ ...ports, thorough: true })).differences, [
    { display: '/a', hops: ['disk-local'] },
  ])
})

test('without Dropbox the disk and the index are compared, and a folder that is missing says nothing', async (t) => {
  const { root, ports } = await world(t, ['a'])
  const offline = { ...ports, cloud: undefined }
  const finding = tellTrees(await compareTrees(offline), false)
  t.is(finding.verdict, 'warning')
  t.regex(finding.found, /Dropbox could not be asked/)
  const missing = { ...offline, roots: [{ path: '', display: '', target: `${root}/missing` }] }
  t.deepEqual((await compareTrees(missing)).differences, [])
})
