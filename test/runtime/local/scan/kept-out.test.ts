import test from 'ava'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { makeScanWorld, remarksOf } from './scan-world.ts'

test('what a rule keeps out is not read, and its folder says so', async (t) => {
  const world = await makeScanWorld(t)
  world.write('web/node_modules/x/index.js', '')
  world.write('web/index.js', '')
  world.write('notes/log.txt', '')
  const listed: string[] = []
  const files = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'list') listed.push(path.slice(world.root.length))
  })
  const rules = ignoreRules(['node_modules/'], { repositories: 'kept-out' })
  t.deepEqual(remarksOf(await world.scan({ files, rules })).ignored, ['/web/node_modules'])
  t.deepEqual(listed.sort(), ['', '/notes', '/web'])
  t.like(world.tree.get('/web'), { holdsIgnored: true })
  t.like(world.tree.get('/notes'), { holdsIgnored: false })
  await world.scan({ rules })
  t.like(world.tree.get('/web'), { holdsIgnored: true })
})

test('repositories are told, and their internals kept out, unless the person insists', async (t) => {
  const world = await makeScanWorld(t)
  for (const name of [
    '.git/HEAD',
    'a/.hg/store',
    'bare.git/HEAD',
    'bare.git/objects/x',
    'bare.git/refs/x',
    'a/f',
  ])
    world.write(name, '')
  const scanned = await world.scan({ display: '/P', path: '/p' })
  t.deepEqual(
    scanned.flatMap((folder) => (folder.complete ? folder.repositories : [])),
    [
      { path: '/P', kind: 'git', internals: 'kept-out' },
      { path: '/P/a', kind: 'hg', internals: 'kept-out' },
      { path: '/P/bare.git', kind: 'git-bare', internals: 'kept-out' },
    ],
  )
  t.deepEqual(world.keys(), ['/p/a', '/p/a/f', '/p/bare.git'])
  t.like(world.tree.get('/p/bare.git'), { holdsIgnored: true })
  await world.scan({ path: '/p', rules: ignoreRules([], { repositories: 'synced' }) })
  t.true(world.keys().includes('/p/.git/head') && world.keys().includes('/p/bare.git/refs/x'))
})
