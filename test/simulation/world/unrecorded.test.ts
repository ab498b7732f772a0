import test, { type ExecutionContext } from 'ava'
import { folder, type WorldBox } from './box.ts'
import { createSmallWorld, type SmallWorld } from './small-world.ts'

const names = Array.from({ length: 8 }, (_, index) => `f${index}`)

/** A box that is killed in the middle of its work, before its index knows of it; nothing is under way before it is armed. */
function mortalBox(world: SmallWorld): {
  one: WorldBox
  dieLanding(nth: number): void
  dieCommitting(): void
} {
  let left = 0
  let diesCommitting = false
  const one = world.box('one', {
    between: {
      afterDisk({ operation, path, to = path }) {
        const lands = /^(mkdir|link)$/.test(operation) && /\/(p|f\d)$/.test(to)
        if (lands && left > 0 && --left === 0) one.kill()
      },
      cloud: (cloud) => ({
        ...cloud,
        async *upload(requests, options) {
          for await (const result of cloud.upload(requests, options)) {
            if (diesCommitting) {
              diesCommitting = false
              one.kill()
              await new Promise(() => undefined)
            }
            yield result
          }
        },
      }),
    },
  })
  return {
    one,
    dieLanding(nth) {
      left = nth
    },
    dieCommitting() {
      diesCommitting = true
    },
  }
}

/** Eight files in a folder come down, and the agent is killed when so many of them, and the folder, have got their places. */
async function killedLanding(placed: number): Promise<SmallWorld & { one: WorldBox }> {
  const world = createSmallWorld()
  const { one, dieLanding } = mortalBox(world)
  one.start()
  await world.until(one, 'up-to-date')
  dieLanding(placed + 1)
  for (const name of names) world.dropbox.hands.write(`/p/${name}`, `first ${name}`)
  await world.clock.advanceUntil(() => one.status() === 'not running', 60_000)
  return { ...world, one }
}

/** Eight files in a new folder, and one beside it, go up, and the agent is killed when Dropbox has them all. */
async function killedCommitting(): Promise<SmallWorld & { one: WorldBox }> {
  const world = createSmallWorld()
  const { one, dieCommitting } = mortalBox(world)
  one.disk.hands.write(`${folder}/old`, 'old')
  one.start()
  await world.until(one, 'up-to-date')
  dieCommitting()
  for (const name of names) one.disk.hands.write(`${folder}/p/${name}`, `first ${name}`)
  one.disk.hands.write(`${folder}/old`, 'edited')
  await world.clock.advanceUntil(() => one.status() === 'not running', 60_000)
  return { ...world, one }
}

const isOurs = (name: string): boolean => name.startsWith('.dropbox')

function here(one: WorldBox): Record<string, string> {
  return one.disk.hands.tree(folder, (name) => !isOurs(name))
}

/** As `here`. */
function there({ dropbox }: SmallWorld): Record<string, string> {
  return Object.fromEntries(
    dropbox
      .tree()
      .map(({ display, entry, content }) => [
        entry.kind === 'folder' ? `${display.slice(1)}/` : display.slice(1),
        content === undefined ? '' : new TextDecoder().decode(content),
      ]),
  )
}

/** Starts the agent again: in the end both sides are equal and hold all of this. */
async function endsWith(
  t: ExecutionContext,
  world: SmallWorld & { one: WorldBox },
  contents: readonly string[],
): Promise<void> {
  world.one.start()
  await world.until(world.one, 'up-to-date')
  t.deepEqual(here(world.one), there(world))
  const all = Object.values(here(world.one))
  for (const content of contents) t.true(all.includes(content), content)
}

const contents = (word: string, some = names): Record<string, string> =>
  Object.fromEntries([['p/', ''], ...some.map((name) => [`p/${name}`, `${word} ${name}`])])

for (const placed of [0, 1, 5, 8])
  test(`what Dropbox deletes while a box is off does not come back, ${placed} files having been placed unrecorded`, async (t) => {
    const world = await killedLanding(placed)
    const { one, dropbox, until } = world
    t.is(Object.keys(here(one)).length, 1 + placed)
    dropbox.hands.delete('/p')
    one.start()
    await until(one, 'up-to-date')
    t.deepEqual(there(world), {})
    t.deepEqual(here(one), {})
  })

for (const placed of [1, 5, 8])
  test(`what is edited in Dropbox while a box is off is no conflict, ${placed} files having been placed unrecorded`, async (t) => {
    const world = await killedLanding(placed)
    const { one, dropbox, until } = world
    for (const name of names) dropbox.hands.write(`/p/${name}`, `second ${name}`)
    one.start()
    await until(one, 'up-to-date')
    t.deepEqual(there(world), contents('second'))
    t.deepEqual(here(one), contents('second'))
  })

test('what a person has done meanwhile to a file that was placed unrecorded stays', async (t) => {
  const world = await killedLanding(8)
  const { one, dropbox } = world
  one.disk.hands.write(`${folder}/p/f0`, 'mine')
  one.disk.hands.write(`${folder}/p/f1`, 'mine too')
  dropbox.hands.delete('/p')
  dropbox.hands.write('/p/f1', 'theirs')
  await endsWith(t, world, ['mine', 'mine too', 'theirs'])
})

test('what is edited, deleted and renamed while a box is off is so in Dropbox too, which had taken it in unrecorded', async (t) => {
  const world = await killedCommitting()
  const { one, until } = world
  t.deepEqual(there(world), { ...contents('first'), old: 'edited' })
  const { hands } = one.disk
  hands.write(`${folder}/p/f0`, 'once more')
  hands.remove(`${folder}/p/f1`)
  hands.rename(`${folder}/p/f2`, `${folder}/p/renamed`)
  hands.write(`${folder}/old`, 'old')
  one.start()
  await until(one, 'up-to-date')
  const expected = {
    ...contents('first', ['f3', 'f4', 'f5', 'f6', 'f7']),
    ...{ 'p/f0': 'once more', 'p/renamed': 'first f2', old: 'old' },
  }
  t.deepEqual(there(world), expected)
  t.deepEqual(here(one), expected)
})

for (const [what, act, expected] of [
  [
    'renamed',
    'rename',
    Object.fromEntries([['q/', ''], ...names.map((name) => [`q/${name}`, `first ${name}`])]),
  ],
  ['deleted', 'remove', {}],
] as const)
  test(`a folder that is ${what} while a box is off is so in Dropbox too, which had taken it in unrecorded`, async (t) => {
    const world = await killedCommitting()
    const { one, until } = world
    if (act === 'rename') one.disk.hands.rename(`${folder}/p`, `${folder}/q`)
    else one.disk.hands.remove(`${folder}/p`)
    one.start()
    await until(one, 'up-to-date')
    t.deepEqual(there(world), { ...expected, old: 'edited' })
    t.deepEqual(here(one), { ...expected, old: 'edited' })
  })

test('of what Dropbox had taken in unrecorded, what somebody else has edited since stays beside what a person did here', async (t) => {
  const world = await killedCommitting()
  const { one, dropbox } = world
  dropbox.hands.write('/p/f0', 'theirs')
  dropbox.hands.write('/p/f1', 'theirs too')
  one.disk.hands.write(`${folder}/p/f0`, 'mine')
  one.disk.hands.remove(`${folder}/p/f1`)
  await endsWith(t, world, ['mine', 'theirs', 'theirs too'])
})

test('what was never sent, and somebody else brings to Dropbox after it was deleted here, stays there', async (t) => {
  const world = createSmallWorld()
  const { one } = mortalBox(world)
  const { hands } = one.disk
  one.start()
  await world.until(one, 'up-to-date')
  one.offline(3_600_000)
  hands.write(`${folder}/f`, 'same')
  hands.utimes(`${folder}/f`, 1_000_000)
  await world.clock.advanceTo(world.clock.monotonic() + 60_000)
  one.kill()
  hands.remove(`${folder}/f`)
  world.dropbox.hands.write('/f', 'same', 2_000_000)
  await world.clock.advanceTo(world.clock.monotonic() + 3_600_000)
  one.start()
  await world.until(one, 'up-to-date')
  t.deepEqual(there(world), { f: 'same' })
  t.deepEqual(here(one), { f: 'same' })
})

test('a file of a person that is as Dropbox has it is not deleted with that one while the agent is off', async (t) => {
  const world = await killedLanding(4)
  const { one, dropbox, until } = world
  one.disk.hands.write(`${folder}/p/f7`, 'first f7')
  one.disk.hands.utimes(`${folder}/p/f7`, 1_000_000)
  dropbox.hands.delete('/p')
  one.start()
  await until(one, 'up-to-date')
  t.deepEqual(here(one), { 'p/': '', 'p/f7': 'first f7' })
  t.deepEqual(there(world), { 'p/': '', 'p/f7': 'first f7' })
})
