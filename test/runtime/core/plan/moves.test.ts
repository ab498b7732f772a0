import test from 'ava'
import type { SelectionRule } from '../../../../runtime/core/selection.ts'
import { createWorld, type World } from './world.ts'

/** Both sides hold some files; `rules` are those of selective sync. */
function syncedWorld(paths: readonly string[], rules?: SelectionRule[]): World {
  const world = createWorld(rules === undefined ? {} : { rules })
  for (const path of paths) world.writeLocal(path, path)
  world.settle()
  return world
}

/** Carries out plan after plan; what was done in all, beside bookkeeping. */
function deeds(world: World): string[] {
  const done: string[] = []
  for (let round = 0; round < 20; round++) {
    const { operations } = world.plan()
    if (operations.length === 0) return done.sort()
    for (const operation of operations) {
      world.apply(operation)
      if (!['adopt', 'settle', 'forget'].includes(operation.kind)) done.push(operation.kind)
    }
  }
  throw new Error('no end')
}

const tree = ['/old/1', '/old/2', '/old/deep/3']

test('what is moved into a folder that was just made is moved, not sent again', (t) => {
  const onBox = syncedWorld(tree)
  onBox.folderLocal('/new')
  onBox.moveLocal('/old', '/new/old')
  t.deepEqual(deeds(onBox), ['create-remote-folder', 'move-remote'])
  const inDropbox = syncedWorld(tree)
  inDropbox.folderRemote('/new/deeper')
  inDropbox.moveRemote('/old', '/new/deeper/old')
  t.deepEqual(deeds(inDropbox), ['create-local-folder', 'create-local-folder', 'move-local'])
})

test('a folder moved into one that is renamed itself is moved, and so is what comes out of it', (t) => {
  const into = syncedWorld([...tree, '/house/4'])
  into.moveLocal('/old', '/house/old')
  into.moveLocal('/house', '/home')
  t.deepEqual(deeds(into), ['move-remote', 'move-remote'])
  const out = syncedWorld(tree)
  out.moveLocal('/old/deep', '/deep')
  out.moveLocal('/old', '/older')
  t.deepEqual(deeds(out), ['move-remote', 'move-remote'])
  const there = syncedWorld([...tree, '/house/4'])
  there.moveRemote('/old', '/house/old')
  there.moveRemote('/house', '/home')
  t.deepEqual(deeds(there), ['move-local', 'move-local'])
})

test('what was taken in by itself may be renamed: it is moved, and the new name is taken in', (t) => {
  const world = syncedWorld(tree, [])
  world.moveLocal('/old', '/new')
  t.deepEqual(deeds(world), ['move-remote'])
  t.deepEqual(world.list('remote'), world.list('local'))
  t.true(world.view.wanted('/new/later'))
})

test('what is moved into a folder that Dropbox has deleted meanwhile keeps that folder', (t) => {
  const world = syncedWorld(['/a', '/folder/b'])
  world.moveLocal('/a', '/folder/a')
  world.deleteRemote('/folder')
  world.settle()
  t.deepEqual(world.list('remote'), { '/folder': '/', '/folder/a': '/a' })
  t.deepEqual(world.list('local'), world.list('remote'))
})
