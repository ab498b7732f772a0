import test from 'ava'
import { watchBySize } from '../../../../runtime/local/watch/by-size.ts'
import type { HintCollector } from '../../../../runtime/local/watch/hints.ts'
import type { Watcher } from '../../../../runtime/local/watch/watcher.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const hints: HintCollector = {
  touched: () => undefined,
  everything: () => undefined,
  counted: () => undefined,
  close: () => undefined,
}

function watcherOf(folders: number, closed: () => void = () => undefined): Watcher {
  return {
    folders: () => folders,
    shortfall: () => undefined,
    reconcile: async () => undefined,
    close: async () => closed(),
  }
}

test('a tree that outgrows its watcher before that has seen all of it is watched by the larger one', async (t) => {
  const closed: string[] = []
  const order = { root: await temporaryFolder(t), ignored: () => false, hints }
  const watcher = await watchBySize(order, 2000, {
    async few(_, { outgrown }) {
      outgrown()
      await new Promise(setImmediate)
      return watcherOf(1, () => closed.push('few'))
    },
    many: async () => watcherOf(2, () => closed.push('many')),
  })
  await watcher.reconcile()
  t.is(watcher.folders(), 2)
  t.deepEqual(closed, ['few'])
  await watcher.close()
  t.deepEqual(closed, ['few', 'many'])
})

test('whoever watches a tree at the moment is told what a scan found', async (t) => {
  const told: string[] = []
  const telling = (who: string): Watcher => ({
    ...watcherOf(1),
    found: (folder) => void told.push(`${who}: ${folder}`),
  })
  let grow = (): void => undefined
  const order = { root: await temporaryFolder(t), ignored: () => false, hints }
  const watcher = await watchBySize(order, 2000, {
    async few(_, { outgrown }) {
      grow = outgrown
      return telling('few')
    },
    many: async () => telling('many'),
  })
  watcher.found?.('/before', [])
  grow()
  await watcher.reconcile()
  watcher.found?.('/after', [])
  t.deepEqual(told, ['few: /before', 'many: /after'])
})

test('a watcher that fails as it is closed stands in nobody’s way', async (t) => {
  const told: string[] = []
  const telling = { ...hints, everything: () => void told.push('everything') }
  const order = { root: await temporaryFolder(t), ignored: () => false, hints: telling }
  const watcher = await watchBySize(order, 2000, {
    async few(_, { outgrown }) {
      outgrown()
      return { ...watcherOf(1), close: () => Promise.reject(new Error('it does not close')) }
    },
    many: async () => watcherOf(2),
  })
  await watcher.reconcile()
  t.is(watcher.folders(), 2)
  t.deepEqual(told, ['everything'])
})
