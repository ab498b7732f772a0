import { mkdirSync } from 'node:fs'
import test from 'ava'
import { makeFolder, removeFolder } from '../../../../runtime/local/swap/folders.ts'
import { isDiskError } from '../../../../runtime/ports/files.ts'
import { swapWorldOf } from './world.ts'

test('a path that leads out of the root is refused', async (t) => {
  const world = await swapWorldOf(t)
  for (const target of [
    world.root,
    `${world.root}/../x`,
    `${world.root}/a//b`,
    '/etc/passwd',
    `${world.root}/.`,
  ]) {
    const error = await t.throwsAsync(makeFolder(world.files, { root: world.root, target }))
    t.true(isDiskError(error, 'invalid'), target)
  }
})

test('a folder is removed only when it is empty', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/f', 'old')
  const remove = (target: string) =>
    removeFolder(world.files, { root: world.root, target: world.path(target) })
  t.deepEqual(await remove('a'), { result: 'not-empty', names: ['f'] })
  t.is((await remove('a/f')).result, 'changed')
  mkdirSync(world.path('b'))
  t.is((await remove('b')).result, 'removed')
  t.is((await remove('b')).result, 'gone')
  t.deepEqual(world.live(), { 'a/': '', 'a/f': 'old' })
})

test('making a folder says whether it was there', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  const make = (target: string) => makeFolder(world.files, { root: world.root, target: world.path(target) })
  const made = await make('a')
  t.is(made.result, 'made')
  if (made.result === 'made') t.deepEqual(made.entry, await world.folder('a'))
  t.is((await make('a')).result, 'present')
  t.is((await make('f')).result, 'in-the-way')
  t.is((await make('x/y')).result, 'no-folder')
})
