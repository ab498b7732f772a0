import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { openParents } from '../../../../runtime/local/upload/open-parents.ts'
import { DiskError, type Files, isDiskError } from '../../../../runtime/ports/files.ts'
import { swapWorldOf } from '../swap/world.ts'

/** A root with a file two folders deep, and how many folders are open and ever were opened. */
async function watchedParents(t: ExecutionContext) {
  const world = await swapWorldOf(t)
  world.write('a/b/f', 'content')
  const counted = { opened: 0, closed: 0, failing: false }
  const files: Files = {
    ...world.files,
    async openFolder(path) {
      if (counted.failing) throw new DiskError('no-permission', path)
      const folder = await world.files.openFolder(path)
      counted.opened++
      const close = async (): Promise<void> => {
        counted.closed++
        await folder.close()
      }
      return { ...folder, close, [Symbol.asyncDispose]: close }
    },
  }
  const parents = openParents(files)
  const enter = (name = 'f') => parents.enter(world.root, world.path(`a/b/${name}`))
  const read = (folder: Awaited<ReturnType<typeof enter>>) =>
    readFileSync(folder?.of('f').at('f') ?? '', 'utf8')
  return { world, counted, enter, read }
}

test('a folder that several have entered is opened once, and closed when the last one leaves', async (t) => {
  const { counted, enter, read } = await watchedParents(t)
  const entered = await Promise.all([enter('f'), enter('g'), enter('h')])
  t.is(counted.opened, 3, 'the way to it: the root, a, b')
  t.is(counted.closed, 2)
  await entered[0]?.[Symbol.asyncDispose]()
  await entered[0]?.[Symbol.asyncDispose]()
  await entered[1]?.[Symbol.asyncDispose]()
  t.is(counted.closed, 2)
  t.is(read(entered[2]), 'content')
  await entered[2]?.[Symbol.asyncDispose]()
  t.is(counted.closed, 3)
  await (await enter())?.[Symbol.asyncDispose]()
  t.is(counted.opened, 6)
  t.is(counted.closed, 6)
})

test('a folder that was exchanged since is opened anew for whoever enters it then', async (t) => {
  const { world, counted, enter, read } = await watchedParents(t)
  const before = await enter()
  renameSync(world.path('a/b'), world.path('a/away'))
  world.write('a/b/f', 'another')
  const after = await enter()
  t.is(read(before), 'content')
  t.false(await before?.stands())
  t.is(read(after), 'another')
  const joined = await enter()
  t.is(counted.opened, 6)
  for (const one of [before, after, joined]) await one?.[Symbol.asyncDispose]()
  t.is(counted.closed, 6)
})

test('a folder that is gone, or a symlink by now, is not entered, though others still are in it', async (t) => {
  const { world, counted, enter } = await watchedParents(t)
  const before = await enter()
  renameSync(world.path('a/b'), world.path('away'))
  t.is(await enter(), undefined)
  symlinkSync(world.path('away'), world.path('a/b'))
  t.is(await enter(), undefined)
  rmSync(world.path('a/b'))
  mkdirSync(world.path('a/b'))
  await (await enter())?.[Symbol.asyncDispose]()
  await before?.[Symbol.asyncDispose]()
  t.is(counted.closed, counted.opened)
})

test('a folder that cannot be opened is told to all who wait for it, and tried again for the next', async (t) => {
  const { counted, enter } = await watchedParents(t)
  counted.failing = true
  for (const met of await Promise.allSettled([enter('f'), enter('g')]))
    t.true(met.status === 'rejected' && isDiskError(met.reason, 'no-permission'))
  counted.failing = false
  await (await enter())?.[Symbol.asyncDispose]()
  t.is(counted.closed, counted.opened)
})
