import { mkdirSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { blockSumsOf, contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { hashOf, makeScanWorld } from './scan-world.ts'

test('a scan finds every file and folder, a folder before what it holds', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/b/File', 'content')
  world.write('top', '')
  mkdirSync(world.path('empty'))
  const scanned = await world.scan()
  t.deepEqual(world.keys(), ['/a', '/a/b', '/a/b/file', '/empty', '/top'])
  t.like(world.tree.get('/a/b/file'), { kind: 'file', name: 'File', size: 7, hash: hashOf('content') })
  const order = scanned.map(({ path }) => path)
  t.true(order.indexOf('') < order.indexOf('/a') && order.indexOf('/a') < order.indexOf('/a/b'))
})

test('a large file is hashed as Dropbox does, in blocks', async (t) => {
  const world = await makeScanWorld(t)
  const large = Buffer.alloc(9 * 1024 * 1024 + 5, 'large file ')
  writeFileSync(world.path('large'), large)
  await world.scan()
  t.like(world.tree.get('/large'), { size: large.byteLength, hash: contentHashOf(large) })
})

test('the sums of the blocks of a large file are told, those of a small one not', async (t) => {
  const world = await makeScanWorld(t)
  const large = Buffer.alloc(9 * 1024 * 1024 + 5, 'large file ')
  writeFileSync(world.path('large'), large)
  world.write('small', 'content')
  const told: [string, Uint8Array][] = []
  await world.scan({ summed: (hash, sums) => told.push([hash, sums]) })
  t.deepEqual(told, [[contentHashOf(large), Buffer.concat(blockSumsOf(large))]])
})

test('a scan that is aborted stops with the reason', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  const reason = new Error('enough')
  const error = await t.throwsAsync(world.scan({ signal: AbortSignal.abort(reason) }))
  t.is(error, reason)
})
