import test, { type ExecutionContext } from 'ava'
import { excluding, including } from '../../../runtime/core/choice.ts'
import { setApartIn } from '../../../runtime/engine/set-apart.ts'
import { usualSettings } from '../../../runtime/engine/settings.ts'
import { unsentIn } from '../../../runtime/engine/unsent.ts'
import { folder, type WorldBox } from '../../simulation/world/box.ts'
import { createSmallWorld, type SmallWorld } from '../../simulation/world/small-world.ts'

const { apartLull, apartPatience, rescanEvery, stillness } = usualSettings
const apart = `${folder}/A (Selective Sync Conflict)`

interface Excluded extends SmallWorld {
  readonly one: WorldBox
  /** Lets so many ms go by. */
  pass(ms: number): Promise<void>
  /** A program writes a file each second, so many times, `at` being each one's path in A. */
  fill(times: number, at: (index: number) => string): Promise<void>
  /** What Dropbox holds, in order. */
  inDropbox(): string[]
}

/** A box that keeps away /A, which Dropbox has, and syncs everything else. */
async function boxWithout(excluded: 'by choice' | 'as nobody chose it' = 'by choice'): Promise<Excluded> {
  const world = createSmallWorld()
  const { dropbox, clock } = world
  dropbox.hands.write('/A/theirs', 'theirs')
  const one = world.box('one', {
    settings: { apartLull, apartPatience, rescanEvery, stillness, defaultIgnoreRules: 'node_modules/\n' },
  })
  one.select(excluded === 'by choice' ? excluding(one.store.selection(), '/A') : [])
  one.start()
  await world.until(one, 'up-to-date')
  const pass = (ms: number): Promise<void> => clock.advanceTo(clock.monotonic() + ms)
  return {
    ...world,
    one,
    pass,
    async fill(times, at) {
      for (let index = 0; index < times; index++) {
        one.disk.hands.write(`${folder}/A/${at(index)}`, `${index}`)
        await pass(1_000)
      }
    },
    inDropbox: () =>
      dropbox
        .tree()
        .map(({ display }) => display)
        .sort(),
  }
}

/** All of A is called otherwise now, once, and is so in Dropbox; A itself holds there what it held. */
function isApart(t: ExecutionContext, { one, inDropbox }: Excluded, files: readonly string[]): void {
  t.false(one.disk.hands.exists(`${folder}/A`))
  t.deepEqual(Object.keys(one.disk.hands.tree(apart)).sort(), files.toSorted())
  t.deepEqual(setApartIn(one.store), [{ path: '/A', now: '/A (Selective Sync Conflict)' }])
  t.deepEqual(
    inDropbox().filter((path) => path.startsWith('/A/')),
    ['/A/theirs'],
  )
  for (const file of files)
    if (!file.endsWith('/') && !file.startsWith('node_modules'))
      t.true(inDropbox().includes(`/A (Selective Sync Conflict)/${file}`), file)
  t.is(one.status(), 'up-to-date')
  t.deepEqual(one.engine?.problems(), [])
  t.deepEqual(one.engine?.beingMade(), [])
}

for (const excluded of ['by choice', 'as nobody chose it'] as const)
  test(`a folder that a program fills at a place that is excluded ${excluded} keeps its name meanwhile, and gets another one once`, async (t) => {
    const world = await boxWithout(excluded)
    const { one, pass, fill, inDropbox } = world
    one.disk.hands.mkdir(`${folder}/A`)
    await pass(1_000)
    t.deepEqual(one.engine?.problems(), [], 'an empty folder is no problem before something is in it')
    await fill(30, (index) => `deep/${index}/file`)
    t.is(one.disk.hands.list(`${folder}/A/deep`).length, 30)
    t.is(one.status(), 'checking')
    t.deepEqual(one.engine?.beingMade(), ['/A'])
    t.deepEqual(inDropbox(), ['/A', '/A/theirs'])
    await pass(2 * apartLull)
    const files = Array.from({ length: 30 }, (_, index) => [`deep/${index}/`, `deep/${index}/file`])
    isApart(t, world, ['deep/', ...files.flat()])
  })

test('a folder that was empty for long is left alone, too, when a program begins to fill it', async (t) => {
  for (let since = apartLull; since <= 3 * apartLull; since += 2_500) {
    const { one, pass, fill } = await boxWithout()
    one.disk.hands.mkdir(`${folder}/A`)
    await pass(since + apartPatience)
    t.deepEqual(one.engine?.problems(), [{ path: '/A', why: { reason: 'selective-sync-conflict' } }])
    // Asks for a plan, and so for a look at what is there.
    one.disk.hands.write(`${folder}/other`, 'other')
    await pass(since - apartLull)
    await fill(15, (index) => `${index}`)
    t.is(one.disk.hands.list(`${folder}/A`).length, 15, `${since}`)
    t.deepEqual(one.engine?.problems(), [])
    t.deepEqual(one.engine?.beingMade(), ['/A'])
    await pass(2 * apartLull)
    t.is(one.disk.hands.list(apart).length, 15)
  }
})

test('one that cannot be renamed is told, and tried again', async (t) => {
  const world = await boxWithout()
  const { one, pass, fill } = world
  await fill(3, (index) => `${index}`)
  one.disk.hands.chmod(folder, 0o555)
  await pass(3 * apartLull)
  t.deepEqual(
    one.engine?.problems().map(({ why }) => why.reason),
    ['unwritable'],
  )
  t.is(one.status(), 'up-to-date')
  one.disk.hands.chmod(folder, 0o755)
  await pass(30 * 60_000)
  isApart(t, world, ['0', '1', '2'])
})

test('what is written where ignore rules keep it out, and into a large file, is work under way too', async (t) => {
  const world = await boxWithout()
  const { one, pass, fill } = world
  one.disk.hands.write(`${folder}/A/package.json`, '{}')
  await fill(30, (index) => `node_modules/package/${index}`)
  const log = one.disk.hands.open(`${folder}/A/node_modules/log`)
  for (let second = 0; second < 30; second++) {
    log.append(`${second}`)
    await pass(1_000)
  }
  log.close()
  t.true(one.disk.hands.exists(`${folder}/A/package.json`))
  await pass(2 * apartLull)
  const modules = Array.from({ length: 30 }, (_, index) => `node_modules/package/${index}`)
  isApart(t, world, [
    'package.json',
    'node_modules/',
    'node_modules/log',
    'node_modules/package/',
    ...modules,
  ])
})

for (const [ending, end] of [
  ['is stopped', (one: WorldBox) => one.stop()],
  ['is killed', (one: WorldBox) => one.kill()],
] as const)
  for (const excluded of ['by choice', 'as nobody chose it'] as const)
    test(`it is set apart at the next start when the agent ${ending} meanwhile (${excluded})`, async (t) => {
      const world = await boxWithout(excluded)
      const { one, pass, fill, inDropbox } = world
      await fill(5, (index) => `${index}`)
      end(one)
      t.deepEqual(unsentIn(one.store).paths, ['/A/0', '/A/1', '/A/2', '/A/3', '/A/4'], 'a person is told')
      await fill(5, (index) => `${5 + index}`)
      one.start()
      await fill(15, (index) => `${10 + index}`)
      t.true(one.disk.hands.exists(`${folder}/A/24`), 'the program goes on while the next agent waits')
      t.deepEqual(inDropbox(), ['/A', '/A/theirs'])
      await pass(2 * apartLull)
      isApart(
        t,
        world,
        Array.from({ length: 25 }, (_, index) => `${index}`),
      )
    })

test('so is what was made before it was known that Dropbox had got something there, too', async (t) => {
  const world = createSmallWorld()
  const one = world.box('one', { settings: { apartLull } })
  one.select([])
  one.start()
  await world.until(one, 'up-to-date')
  const pass = (ms: number): Promise<void> => world.clock.advanceTo(world.clock.monotonic() + ms)
  one.pause(undefined)
  await world.until(one, 'paused')
  one.disk.hands.write(`${folder}/A/mine`, 'mine')
  world.dropbox.hands.write('/A/theirs', 'theirs')
  one.resume()
  await world.clock.advanceUntil(() => one.engine?.beingMade().length === 1, 60_000)
  one.kill()
  one.start()
  await pass(3 * apartLull)
  t.deepEqual(one.disk.hands.list(folder).sort(), ['.dropbox.cache', 'A (Selective Sync Conflict)'])
  t.deepEqual(one.engine?.problems(), [])
})

test('nothing is renamed while the agent is paused', async (t) => {
  const world = await boxWithout()
  const { one, pass, fill } = world
  await fill(5, (index) => `${index}`)
  one.pause(undefined)
  await pass(60_000)
  t.true(one.disk.hands.exists(`${folder}/A/4`))
  one.resume()
  await pass(2 * apartLull)
  isApart(t, world, ['0', '1', '2', '3', '4'])
})

test('what never comes to rest keeps its name and is told, until it does', async (t) => {
  const world = await boxWithout()
  const { one, pass, fill, inDropbox } = world
  await fill(apartPatience / 1_000 - 30, () => 'log')
  t.is(one.status(), 'checking')
  t.deepEqual(one.engine?.problems(), [])
  await fill(60, () => 'log')
  t.is(one.status(), 'up-to-date')
  t.deepEqual(one.engine?.problems(), [{ path: '/A', why: { reason: 'being-made' } }])
  t.deepEqual(one.engine?.beingMade(), [])
  t.deepEqual(inDropbox(), ['/A', '/A/theirs'])
  await pass(10 * apartLull)
  isApart(t, world, ['log'])
})

test('what is chosen while it waits is united with what Dropbox has, and is no arrival when it is excluded again', async (t) => {
  const { one, until, pass, fill, inDropbox } = await boxWithout()
  await fill(5, (index) => `${index}`)
  one.select(including(one.store.selection(), '/A'))
  await until(one, 'up-to-date')
  const all = ['/A', '/A/0', '/A/1', '/A/2', '/A/3', '/A/4', '/A/theirs']
  t.deepEqual(inDropbox(), all)
  t.deepEqual(Object.keys(one.disk.hands.tree(`${folder}/A`)).sort(), ['0', '1', '2', '3', '4', 'theirs'])
  await pass(2 * apartLull)
  one.stop()
  await pass(1_000)
  one.disk.hands.write(`${folder}/A/draft`, 'draft')
  one.select(excluding(one.store.selection(), '/A'))
  one.start()
  await pass(4 * apartLull)
  t.deepEqual(Object.keys(one.disk.hands.tree(`${folder}/A`)), ['draft'])
  t.deepEqual(one.engine?.problems(), [{ path: '/A', why: { reason: 'selective-sync-conflict' } }])
  t.deepEqual(inDropbox(), all)
})

test('what was synced and is moved into it stays in Dropbox until it is moved there, too', async (t) => {
  const { one, pass, fill, inDropbox } = await boxWithout()
  one.disk.hands.write(`${folder}/docs/inner/report`, 'report')
  one.disk.hands.write(`${folder}/letter`, 'letter')
  await pass(60_000)
  await fill(1, () => 'new')
  one.disk.hands.rename(`${folder}/docs`, `${folder}/A/docs`)
  one.disk.hands.rename(`${folder}/letter`, `${folder}/A/letter`)
  await fill(15, (index) => `${index}`)
  t.true(inDropbox().includes('/docs/inner/report'))
  t.true(inDropbox().includes('/letter'))
  await pass(2 * apartLull)
  t.false(inDropbox().includes('/docs'))
  t.false(inDropbox().includes('/letter'))
  const moved = one.store.history(100).filter(({ action }) => action === 'moved in Dropbox')
  t.deepEqual(moved.map(({ path }) => path).sort(), [
    '/A (Selective Sync Conflict)/docs',
    '/A (Selective Sync Conflict)/letter',
  ])
})

test('a file that is saved again and again at an excluded place gets another name once', async (t) => {
  const { dropbox, one, pass } = await boxWithout()
  dropbox.hands.write('/notes', 'theirs')
  await pass(60_000)
  one.select(excluding(one.store.selection(), '/notes'))
  await pass(60_000)
  for (let second = 0; second < 20; second++) {
    one.disk.hands.write(`${folder}/notes.part`, `${second}`)
    one.disk.hands.rename(`${folder}/notes.part`, `${folder}/notes`)
    await pass(1_000)
  }
  t.is(one.disk.hands.text(`${folder}/notes`), '19')
  await pass(2 * apartLull)
  t.false(one.disk.hands.exists(`${folder}/notes`))
  t.is(one.disk.hands.text(`${folder}/notes (Selective Sync Conflict)`), '19')
  t.is(setApartIn(one.store).length, 1)
  t.is(new TextDecoder().decode(dropbox.hands.read('/notes')), 'theirs')
})

test('while the Dropbox folder is away, what waited in it is not asked for all the time', async (t) => {
  const world = await boxWithout()
  const { one, pass, fill } = world
  await fill(3, (index) => `${index}`)
  t.deepEqual(one.engine?.beingMade(), ['/A'])
  one.disk.hands.rename(folder, `${folder} away`)
  await pass(2 * apartLull)
  t.is(one.status(), 'halted')
  one.disk.hands.rename(`${folder} away`, folder)
  await pass(3 * apartLull)
  isApart(t, world, ['0', '1', '2'])
})
