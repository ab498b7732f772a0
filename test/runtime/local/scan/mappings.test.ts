import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { makeScanWorld, remarksOf } from './scan-world.ts'

test('a mapped folder is scanned under its place in Dropbox', async (t) => {
  const world = await makeScanWorld(t)
  world.write('Src/a', 'content')
  symlinkSync('nowhere', world.path('Src/link'))
  const scanned = await world.scan({ path: '/project', display: '/Project' })
  t.deepEqual(world.keys(), ['/project/src', '/project/src/a'])
  t.deepEqual(remarksOf(scanned).problems, { '/Project/Src/link': 'symlink' })
})

test('mappings are folders of the Dropbox folder that are not looked into; refused ones block their place', async (t) => {
  const world = await makeScanWorld(t)
  const target = await temporaryFolder(t)
  writeFileSync(`${target}/f`, '')
  symlinkSync(target, world.path('Project'))
  symlinkSync('nowhere', world.path('dangling'))
  symlinkSync('nowhere', world.path('later'))
  const mappings = {
    mappings: [{ key: '/project', name: 'Project', link: world.path('Project'), target }],
    refused: [{ key: '/dangling', name: 'dangling', link: world.path('dangling'), why: 'dangling' }],
  } as const
  const { problems, blocked } = remarksOf(await world.scan({ mappings }))
  t.deepEqual(problems, { '/later': 'symlink' })
  t.deepEqual(blocked.sort(), ['/dangling', '/later'])
  t.deepEqual(world.keys(), ['/project'])
  t.like(world.tree.get('/project'), {
    kind: 'folder',
    name: 'Project',
    inode: (await nodeFiles().lstat(target))?.inode,
  })
  rmSync(target, { recursive: true })
  t.deepEqual(remarksOf(await world.scan({ mappings })).blocked.sort(), ['/dangling', '/later', '/project'])
  t.deepEqual(world.keys(), ['/project'])
})

test('a rule that names the link of a mapping keeps out nothing: it ends with its link', async (t) => {
  const world = await makeScanWorld(t)
  const target = await temporaryFolder(t)
  symlinkSync(target, world.path('Project'))
  const mappings = {
    mappings: [{ key: '/project', name: 'Project', link: world.path('Project'), target }],
    refused: [],
  } as const
  const rules = ignoreRules(['Project'], { repositories: 'kept-out' })
  t.deepEqual(remarksOf(await world.scan({ mappings, rules })).ignored, [])
  t.deepEqual(world.keys(), ['/project'])
  t.deepEqual(remarksOf(await world.scan({ rules })).ignored, ['/project'])
})
