import test from 'ava'
import { createWorld, type World } from '../plan/world.ts'

/** A world in which `/d` is no longer wanted on the box. */
function leaving(act: (world: World) => void, mapped = false): World {
  const world = createWorld({ overrides: { mapped: () => mapped } })
  world.writeLocal('/d/agreed', 'agreed')
  world.settle()
  act(world)
  world.rules.push({ path: '/d', display: '/d', include: false })
  world.settle()
  return world
}

test('what both sides agreed on leaves the box, with its folder, and stays in Dropbox', (t) => {
  const world = leaving(() => undefined)
  t.deepEqual(world.list('local'), {})
  t.deepEqual(world.trash, ['agreed'])
  t.deepEqual(world.list('remote'), { '/d': '/', '/d/agreed': 'agreed' })
})

test('an edit and a new file stay on the box', (t) => {
  const world = leaving((before) => {
    before.writeLocal('/d/agreed', 'edited')
    before.writeLocal('/d/new', 'new')
  })
  t.deepEqual(world.list('local'), { '/d': '/', '/d/agreed': 'edited', '/d/new': 'new' })
  t.deepEqual(world.trash, [])
})

test('nothing leaves a mapped folder', (t) => {
  const world = leaving(() => undefined, true)
  t.deepEqual(world.list('local'), { '/d': '/', '/d/agreed': 'agreed' })
})

test('what a person deleted on the box before is not deleted in Dropbox any more', (t) => {
  const world = leaving((before) => before.deleteLocal('/d/agreed'))
  t.deepEqual(world.list('remote'), { '/d': '/', '/d/agreed': 'agreed' })
})
