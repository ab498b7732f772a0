import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import test from 'ava'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { scanFolders } from '../../../../runtime/local/scan/scan-folder.ts'
import { makeScanWorld } from './scan-world.ts'

test('a hint is answered by that folder alone, and by what is new below it', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/b/f', '')
  world.write('c/g', '')
  await world.scan()
  world.write('a/b/new/deep/h', '')
  world.write('a/b/i', '')
  world.write('c/unseen', '')
  const scanned = await world.scan({ folder: 'a/b' })
  t.deepEqual(
    scanned.map(({ path }) => path),
    ['/a/b', '/a/b/new', '/a/b/new/deep'],
  )
  t.true(world.keys().includes('/a/b/new/deep/h') && world.keys().includes('/a/b/i'))
  t.false(world.keys().includes('/c/unseen'))
})

test('a folder that was moved here is looked into, wherever it came from', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/inner/f', '')
  world.write('b/inner/g', '')
  await world.scan()
  rmSync(world.path('b/inner'), { recursive: true })
  renameSync(world.path('a/inner'), world.path('b/inner'))
  t.deepEqual(
    (await world.scan({ folder: 'b' })).map(({ path }) => path),
    ['/b', '/b/inner'],
  )
  t.true(world.keys().includes('/b/inner/f'))
})

test('a folder that is gone, new or behind a symlink is answered by the nearest one above that is known', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/b/c/f', '')
  mkdirSync(world.path('d'))
  await world.scan()
  rmSync(world.path('a/b'), { recursive: true })
  t.deepEqual(
    (await world.scan({ folder: 'a/b/c' })).map(({ path }) => path),
    ['/a'],
  )
  t.deepEqual(world.keys(), ['/a', '/d'])
  world.write('new/inner/g', '')
  t.deepEqual(
    (await world.scan({ folder: 'new/inner' })).map(({ path }) => path),
    ['', '/new', '/new/inner'],
  )
  symlinkSync('d', world.path('link'))
  t.deepEqual(
    (await world.scan({ folder: 'link/x' })).map(({ path }) => path),
    [''],
  )
})

test('a folder that lost its key to another is never taken for it', async (t) => {
  const world = await makeScanWorld(t)
  world.write('Src/a', '')
  world.write('src/b', '')
  await world.scan()
  await world.scan({ folder: 'src' })
  t.deepEqual(world.keys(), ['/src', '/src/a'])
})

test('an ignored folder is not answered, nor one outside the root', async (t) => {
  const world = await makeScanWorld(t)
  world.write('node_modules/x/f', '')
  const rules = ignoreRules(['node_modules/'], { repositories: 'kept-out' })
  t.deepEqual(await world.scan({ folder: 'node_modules/x', rules }), [])
  t.deepEqual(await world.scan({ folder: '../elsewhere', rules, root: `${world.root}/deeper` }), [])
})

test('a hint for the root is answered by the root, and a root that is gone is no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', '')
  t.deepEqual(
    (await world.scan({ folder: '' })).map(({ path }) => path),
    [''],
  )
  t.deepEqual(world.keys(), ['/f'])
  rmSync(world.root, { recursive: true })
  t.like(await world.scan({ folder: '' }), [{ complete: false, error: { code: 'missing' } }])
  t.deepEqual(world.keys(), ['/f'])
})

test('several hints are answered one after the other, to be written together but where something new was found below one', async (t) => {
  const world = await makeScanWorld(t)
  for (const file of ['a/f', 'b/g', 'c/h']) world.write(file, '')
  await world.scan()
  world.write('a/i', '')
  world.write('b/new/j', '')
  const answers: string[] = []
  const hinted = ['a', 'b', 'c'].map(world.path)
  for await (const scanned of scanFolders(nodeFiles(), world.request(), hinted))
    answers.push(scanned === 'write' ? scanned : scanned.path)
  t.deepEqual(answers, ['/a', '/b', '/b/new', 'write', '/c'])
})
