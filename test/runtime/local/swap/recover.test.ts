import { existsSync, rmSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { placeFile } from '../../../../runtime/local/swap/place-file.ts'
import { recoverAside } from '../../../../runtime/local/swap/recover.ts'
import { openTrash } from '../../../../runtime/local/trash/trash.ts'
import { hookedFiles, Killed } from '../hooked-files.ts'
import { copyNames, type SwapWorld, swapWorldOf } from './world.ts'

const options = { at: Date.UTC(2026, 10, 3), copyName: copyNames }

/** A world whose agent was killed with the old content of `a/f` in its hand, nothing at its place. */
async function killedInTheMiddle(
  t: ExecutionContext,
  meanwhile: (world: SwapWorld) => void,
): Promise<SwapWorld> {
  const world = await swapWorldOf(t)
  world.write('a/f', 'old')
  const [expected, staged] = [await world.file('a/f'), await world.stage('new')]
  let dead = false
  const files = hookedFiles(world.files, ({ name }) => {
    if (dead || name === 'link') {
      dead = true
      throw new Killed('killed')
    }
    if (name === 'rename') meanwhile(world)
  })
  const target = world.path('a/f')
  const trash = openTrash(files, world.root, 0)
  await t.throwsAsync(
    placeFile(files, {
      ...{ root: world.root, target, staged, expected, trash },
      ...{ modified: 0, copyName: copyNames('f'), now: () => 0 },
    }),
  )
  t.false(existsSync(target))
  return world
}

test('what was taken aside is put back', async (t) => {
  const world = await killedInTheMiddle(t, () => undefined)
  t.deepEqual(await recoverAside(world.files, world.root, options), [{ path: 'a/f', outcome: 'put-back' }])
  t.deepEqual(world.live(), { 'a/': '', 'a/f': 'old' })
  t.deepEqual(await recoverAside(world.files, world.root, options), [])
})

test('where somebody made a new file meanwhile, the old content goes to the trash', async (t) => {
  const world = await killedInTheMiddle(t, () => undefined)
  world.write('a/f', 'newer')
  t.deepEqual(await recoverAside(world.files, world.root, options), [{ path: 'a/f', outcome: 'trashed' }])
  t.deepEqual(world.live(), { 'a/': '', 'a/f': 'newer' })
  t.deepEqual(world.inTrash(), ['old'])
})

test('an edit that was taken aside unseen becomes a conflict copy beside a new file', async (t) => {
  const world = await killedInTheMiddle(t, ({ path }) => writeFileSync(path('a/f'), 'edited'))
  world.write('a/f', 'newer')
  t.deepEqual(await recoverAside(world.files, world.root, options), [
    { path: 'a/f', outcome: 'copied', copy: 'f copy 0' },
  ])
  t.deepEqual(world.live(), { 'a/': '', 'a/f': 'newer', 'a/f copy 0': 'edited' })
})

test('without its folder it goes to the trash', async (t) => {
  const world = await killedInTheMiddle(t, () => undefined)
  rmSync(world.path('a'), { recursive: true })
  t.deepEqual(await recoverAside(world.files, world.root, options), [{ path: 'a/f', outcome: 'trashed' }])
  t.deepEqual(world.inTrash(), ['old'])
})

test('without a readable intent it goes to the trash', async (t) => {
  const world = await killedInTheMiddle(t, () => undefined)
  for (const name of world.aside().filter((name) => name.endsWith('.intent')))
    rmSync(world.path(`.dropbox.cache/aside/${name}`))
  const [recovered] = await recoverAside(world.files, world.root, options)
  t.is(recovered?.outcome, 'trashed')
  t.deepEqual(world.inTrash(), ['old'])
  t.deepEqual(world.aside(), [])
})

test('what an operation of this process has in its hand is left alone', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  const recovered: unknown[] = []
  const files = hookedFiles(world.files, async ({ name }) => {
    if (name === 'link') recovered.push(...(await recoverAside(files, world.root, options)))
  })
  const placed = await placeFile(files, {
    ...{ root: world.root, target: world.path('f'), staged, expected, modified: 0 },
    ...{ trash: openTrash(files, world.root, 0), copyName: copyNames('f'), now: () => 0 },
  })
  t.is(placed.result, 'placed')
  t.deepEqual(recovered, [])
})

test('a number that an operation takes just when recovery comes to it is left to the operation', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  const [taken, recovered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const place = (): ReturnType<typeof placeFile> =>
    placeFile(files, {
      ...{ root: world.root, target: world.path('f'), staged, expected, modified: 0 },
      ...{ trash: openTrash(files, world.root, 0), copyName: copyNames('f'), now: () => 0 },
    })
  let placing: ReturnType<typeof placeFile> | undefined
  const hooked = hookedFiles(world.files, async ({ name, path }) => {
    if (placing === undefined && name === 'lstat' && path === world.path('.dropbox.cache/aside/1')) {
      placing = place()
      await taken.promise
    } else if (name === 'link' && path === staged.path) {
      taken.resolve()
      await recovered.promise
    }
  })
  // What another operation had in its hand when the folder was listed.
  const [stats] = [await world.files.lstat(staged.path)]
  const files: typeof hooked = {
    ...hooked,
    list: async (folder) =>
      folder === world.path('.dropbox.cache/aside') && stats ? [{ name: '1', stats }] : hooked.list(folder),
  }
  t.deepEqual(await recoverAside(files, world.root, options), [])
  const [file, intent] = world.aside()
  t.is(intent, `${file}.intent`)
  recovered.resolve()
  t.is((await placing)?.result, 'placed')
  t.deepEqual(world.live(), { f: 'new' })
  t.deepEqual(world.inTrash(), ['old'])
  t.deepEqual(world.aside(), [])
})

test('a root that nothing was ever taken from has nothing to recover', async (t) => {
  const world = await swapWorldOf(t)
  rmSync(world.path('.dropbox.cache/aside'), { recursive: true })
  t.deepEqual(await recoverAside(world.files, world.root, options), [])
})
