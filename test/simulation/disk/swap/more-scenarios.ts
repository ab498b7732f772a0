import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { stageFor } from '../../../../runtime/local/staging/stage.ts'
import { folderFlush } from '../../../../runtime/local/swap/flush.ts'
import { makeFolder, removeFolder } from '../../../../runtime/local/swap/folders.ts'
import { moveEntry } from '../../../../runtime/local/swap/move-entry.ts'
import { placeFile } from '../../../../runtime/local/swap/place-file.ts'
import { removeFile } from '../../../../runtime/local/swap/remove-file.ts'
import { rescueLateWrites } from '../../../../runtime/local/trash/late-writes.ts'
import { openTrash } from '../../../../runtime/local/trash/trash.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { at, modified, now, operationOn } from '../../../runtime/local/swap/operation.ts'
import type { Scenario } from '../../../runtime/local/swap/scenarios.ts'
import { copyNames, type SwapWorld } from '../../../runtime/local/swap/world.ts'

const fetched = 'fetched '.repeat(2000)

/** Whole ways of the engine, of several operations each, as power cuts meet them. */
export const moreScenarios: readonly Scenario[] = [
  {
    name: 'fetching a new file',
    before: { 'a/': '' },
    after: { 'a/': '', 'a/f': fetched },
    target: 'a/f',
    fetched,
    async prepare(world) {
      world.hands.mkdir(world.path('a'))
      return (files) => fetch(world, files, 'a/f', undefined)
    },
  },
  {
    name: 'fetching a file over another',
    before: { 'a/': '', 'a/f': 'old' },
    after: { 'a/': '', 'a/f': fetched },
    target: 'a/f',
    fetched,
    async prepare(world) {
      world.write('a/f', 'old')
      const expected = await world.file('a/f')
      return (files) => fetch(world, files, 'a/f', expected)
    },
  },
  {
    name: 'going on with a fetch that was cut off',
    before: {},
    after: { f: fetched },
    target: 'f',
    fetched,
    async prepare(world) {
      const stage = await stageFor(world.files, world.root, wantedOf(fetched))
      await stage.write(new TextEncoder().encode(fetched.slice(0, 7000)))
      await stage.close()
      return (files) => fetch(world, files, 'f', undefined)
    },
  },
  {
    name: 'removing a file deep in folders',
    before: { 'a/': '', 'a/b/': '', 'a/b/c/': '', 'a/b/c/f': 'old' },
    after: { 'a/': '', 'a/b/': '', 'a/b/c/': '' },
    target: 'a/b/c/f',
    async prepare(world) {
      world.write('a/b/c/f', 'old')
      const expected = await world.file('a/b/c/f')
      return (files) => removeFile(files, { ...operationOn(world, files, 'a/b/c/f'), expected })
    },
  },
  {
    name: 'removing a file that the trash has already',
    before: { f: 'old' },
    after: {},
    target: 'f',
    async prepare(world) {
      world.write('f', 'older')
      const trash = openTrash(world.files, world.root, at)
      await removeFile(world.files, {
        ...operationOn(world, world.files, 'f'),
        ...{ trash, expected: await world.file('f') },
      })
      world.write('f', 'old')
      const expected = await world.file('f')
      return (files) => removeFile(files, { ...operationOn(world, files, 'f'), expected })
    },
  },
  {
    name: 'replacing one of two names of a file',
    before: { f: 'old', g: 'old' },
    after: { f: 'new', g: 'old' },
    target: 'f',
    async prepare(world) {
      world.write('f', 'old')
      await world.files.link(world.path('f'), world.path('g'))
      const [expected, staged] = [await world.file('f'), await world.stage('new')]
      return (files) =>
        placeFile(files, { ...operationOn(world, files, 'f'), staged, expected, modified, now })
    },
  },
  {
    name: 'making a folder',
    before: { 'a/': '' },
    after: { 'a/': '', 'a/b/': '' },
    target: 'a/b',
    async prepare(world) {
      world.hands.mkdir(world.path('a'))
      return (files) => makeFolder(files, { root: world.root, target: world.path('a/b') })
    },
  },
  {
    name: 'removing a folder',
    before: { 'a/': '', 'a/b/': '' },
    after: { 'a/': '' },
    target: 'a/b',
    async prepare(world) {
      world.hands.mkdir(world.path('a/b'))
      return (files) => removeFolder(files, { root: world.root, target: world.path('a/b') })
    },
  },
  {
    name: 'bringing back what was written late',
    before: { 'a/': '' },
    after: { 'a/': '', 'a/f copy 0': 'old and more' },
    target: 'a/f',
    async prepare(world) {
      world.write('a/f', 'old')
      const expected = await world.file('a/f')
      const removed = await removeFile(world.files, { ...operationOn(world, world.files, 'a/f'), expected })
      if (removed.result !== 'removed') throw new Error(removed.result)
      world.hands.write(removed.kept.path, 'old and more')
      return async (files) => {
        await rescueLateWrites(files, world.root, removed.kept, copyNames)
        return { result: 'rescued' }
      }
    },
  },
]

/** Several operations that share one flush, as in a cycle of the engine: between the first and the last there are many states. */
export const batch: Scenario = {
  name: 'a batch of operations with one flush',
  before: { 'a/': '', 'a/f': 'old', 'a/gone': 'old too', 'a/moved': 'old as well', 'b/': '' },
  after: { 'a/': '', 'a/f': 'new', 'b/': '', 'b/moved': 'old as well', 'b/fresh': 'new too', 'c/': '' },
  target: 'a/f',
  async prepare(world) {
    for (const [path, content] of Object.entries(batch.before)) if (content !== '') world.write(path, content)
    world.hands.mkdir(world.path('b'))
    const [f, gone, moved] = await Promise.all(['a/f', 'a/gone', 'a/moved'].map((path) => world.file(path)))
    const [staged, fresh] = [await world.stage('new'), await world.stage('new too')]
    if (f === undefined || gone === undefined || moved === undefined) throw new Error('nothing to start from')
    return async (files) => {
      const flush = folderFlush(files)
      const of = (target: string) => ({ ...operationOn(world, files, target), flush })
      const settled = await Promise.allSettled([
        placeFile(files, { ...of('a/f'), staged, expected: f, modified, now }),
        placeFile(files, { ...of('b/fresh'), staged: fresh, expected: undefined, modified, now }),
        removeFile(files, { ...of('a/gone'), expected: gone }),
        moveEntry(files, {
          ...of('a/moved'),
          ...{ from: world.path('a/moved'), to: world.path('b/moved'), expected: moved },
        }),
        makeFolder(files, of('c')),
      ])
      await flush.flush()
      const failed = settled.find((one) => one.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      return { result: 'done' }
    }
  },
}

async function fetch(
  world: SwapWorld,
  files: Files,
  target: string,
  expected: Awaited<ReturnType<SwapWorld['file']>> | undefined,
): Promise<{ readonly result: string }> {
  const stage = await stageFor(files, world.root, wantedOf(fetched))
  const bytes = new TextEncoder().encode(fetched)
  for (let offset = stage.offset; offset < bytes.byteLength; offset += 5000)
    await stage.write(bytes.subarray(offset, offset + 5000))
  const staged = await stage.finish()
  return placeFile(files, { ...operationOn(world, files, target), staged, expected, modified, now })
}

function wantedOf(content: string) {
  const bytes = new TextEncoder().encode(content)
  return { rev: '5f', hash: contentHashOf(bytes), size: bytes.byteLength }
}
