import { appendFileSync, chmodSync, renameSync, utimesSync } from 'node:fs'
import test from 'ava'
import { hashOf, hourAgo, makeScanWorld } from './scan-world.ts'

/** Content that is read, in bytes. */
async function bytesRead(work: (hashed: (bytes: number) => void) => Promise<unknown>): Promise<number> {
  let read = 0
  await work((bytes) => {
    read += bytes
  })
  return read
}

test('an unchanged file is not read again, and its entry is the very same object', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  t.is(await bytesRead((hashed) => world.scan({ hashed })), 7)
  const before = world.tree.get('/a/f')
  t.is(await bytesRead((hashed) => world.scan({ hashed })), 0)
  t.is(world.tree.get('/a/f'), before)
})

test('a file is read again when size, mtime, ctime or inode differ', async (t) => {
  const world = await makeScanWorld(t)
  const changes = {
    size: () => appendFileSync(world.path('f'), 'x'),
    mtime: () => utimesSync(world.path('f'), 1000, 1000),
    ctime: () => chmodSync(world.path('f'), 0o600),
    inode: () => {
      world.write('g', 'content')
      renameSync(world.path('g'), world.path('f'))
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    world.write('f', 'content')
    await world.scan()
    change()
    t.true((await bytesRead((hashed) => world.scan({ hashed }))) > 0, what)
  }
})

test('a file that is changed with the same size and times of its mtime is still seen by its ctime', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  await world.scan()
  world.write('f', 'CONTENT')
  await world.scan()
  t.like(world.tree.get('/f'), { hash: hashOf('CONTENT') })
})

test('a file that was written within 2 seconds of being read is read again by the next scan', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  for (const [age, again] of [
    [0, 7],
    [1900, 7],
    [-1900, 7],
    [2100, 0],
  ] as const) {
    world.tree.clear()
    const now = (): number => hourAgo + age
    await world.scan({ now })
    t.is(await bytesRead((hashed) => world.scan({ hashed, now })), again, `${age} ms`)
  }
})

test('a doubted file is read though it looks as it is known, and told when it is empty or ends in zeros', async (t) => {
  const world = await makeScanWorld(t)
  for (const [name, content] of Object.entries({ f: 'content', empty: '', zeros: 'x\0', whole: '\0x' }))
    world.write(name, content)
  const [first] = await world.scan()
  t.deepEqual(first?.complete && [...first.blank].sort(), ['/empty', '/zeros'])
  t.is(await bytesRead((hashed) => world.scan({ hashed })), 0)
  const doubted = ({ modified }: { modified: number }): boolean => Math.abs(modified - hourAgo) < 1
  t.is(await bytesRead((hashed) => world.scan({ hashed, doubted })), 11)
  t.is(await bytesRead((hashed) => world.scan({ hashed, doubted: () => false })), 0)
})
