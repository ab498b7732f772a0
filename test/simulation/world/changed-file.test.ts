import test from 'ava'
import type { Store } from '../../../runtime/ports/store.ts'
import { folder } from './box.ts'
import { createSmallWorld } from './small-world.ts'

/** Counts the paths that are read of a store, each in all its trees. */
function countingReads(store: Store, read: () => void): Store {
  function* each<Item>(items: Iterable<Item>): Generator<Item> {
    for (const item of items) {
      read()
      yield item
    }
  }
  return {
    ...store,
    get(path) {
      read()
      return store.get(path)
    },
    unsettled: () => each(store.unsettled()),
    children: (path) => each(store.children(path)),
    localIn: (path) => new Map(each(store.localIn(path))),
    syncedWithHash: (hash) => each(store.syncedWithHash(hash)),
  }
}

/** How many paths are read of the index until one file that was edited is in Dropbox, and everything at rest again. */
async function readsOfOneEdit(folders: number): Promise<number> {
  const { dropbox, clock, box, until } = createSmallWorld()
  let reads = 0
  const one = box('one', {
    settings: { rescanEvery: 3_600_000, rescanAtLeast: 3_600_000, newFiles: 10_000 },
    between: { store: (store) => countingReads(store, () => reads++) },
  })
  for (let index = 0; index < folders; index++)
    for (const name of ['a', 'b']) one.disk.hands.write(`${folder}/wide/folder-${index}/${name}`, `${index}`)
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 60_000)
  reads = 0
  one.disk.hands.write(`${folder}/wide/folder-1/a`, 'edited')
  await clock.advanceTo(clock.monotonic() + 60_000)
  if (new TextDecoder().decode(dropbox.hands.read('/wide/folder-1/a')) !== 'edited')
    throw new Error('not sent')
  return reads
}

test('an edit is planned from what changed, however much there is beside it', async (t) => {
  const [few, many] = [await readsOfOneEdit(10), await readsOfOneEdit(200)]
  t.true(few > 0)
  t.is(many, few)
})
