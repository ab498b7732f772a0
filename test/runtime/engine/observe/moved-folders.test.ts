import test from 'ava'
import { createMovedFolders } from '../../../../runtime/engine/observe/moved-folders.ts'
import { memoryStore } from '../../store/memory-store.ts'

test('an agent that takes over a home waits for what the other one has moved, and not for what it was told of', (t) => {
  const store = memoryStore()
  const one = createMovedFolders(store)
  one.moved('/old', '/told')
  const other = createMovedFolders(store)
  t.true(other.waiting())

  one.told({ kind: 'deleted', path: '/old' })
  one.drained(false)
  t.false(other.waiting(), 'it was told to the one that was at work')

  one.moved('/old', '/not told')
  other.drained(false)
  t.true(other.waiting())
  t.true(other.covers('/not told/file'))
  t.false(other.covers('/told/file'))

  other.moved('/b', '/c')
  one.told({ kind: 'deleted', path: '/old' })
  one.drained(false)
  t.true(createMovedFolders(store).covers('/c'), 'what an agent knew earlier overwrites nothing')
})
