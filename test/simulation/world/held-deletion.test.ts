import test from 'ava'
import { folder, type WorldBox } from './box.ts'
import { createSmallWorld, type SmallWorld } from './small-world.ts'

/** Twenty files are deleted, which pass unasked, and twenty more at once, which are too many with those. */
async function heldDeletion(): Promise<SmallWorld & { one: WorldBox; inDropbox: () => number }> {
  const world = createSmallWorld()
  const one = world.box('one')
  const { hands } = one.disk
  for (const name of ['a', 'b', 'c'])
    for (let file = 0; file < 20; file++) hands.write(`${folder}/${name}/${file}`, `${name}${file}`)
  one.start()
  await world.until(one, 'up-to-date')
  const inDropbox = (): number => world.dropbox.tree().filter(({ key }) => key.startsWith('/b/')).length
  hands.remove(`${folder}/a`)
  await world.until(one, 'checking')
  await world.until(one, 'up-to-date')
  hands.remove(`${folder}/b`)
  await world.until(one, 'halted')
  return { ...world, one, inDropbox }
}

const pass = ({ clock }: SmallWorld, minutes: number): Promise<void> =>
  clock.advanceTo(clock.monotonic() + minutes * 60_000)

for (const [what, meanwhile] of Object.entries({
  'by waiting': async () => undefined,
  'by what else changes': async (_: SmallWorld, one: WorldBox) =>
    one.disk.hands.write(`${folder}/c/new`, 'new'),
  'by another start of the agent': async (world: SmallWorld, one: WorldBox) => {
    one.kill()
    await pass(world, 5)
    one.start()
  },
}))
  test(`a deletion that waits for a person does not become small ${what}`, async (t) => {
    const world = await heldDeletion()
    const { one, inDropbox, until } = world
    await pass(world, 10)
    await meanwhile(world, one)
    await pass(world, 10)
    t.is(one.status(), 'halted')
    t.is(inDropbox(), 20)
    await one.engine?.approve()
    await until(one, 'up-to-date')
    t.is(inDropbox(), 0)
  })

test('when what was deleted is back nothing waits any more, and what was deleted before is forgotten after a while', async (t) => {
  const world = await heldDeletion()
  const { one, inDropbox, until } = world
  const { hands } = one.disk
  for (let file = 0; file < 20; file++) hands.write(`${folder}/b/${file}`, `b${file}`)
  await until(one, 'up-to-date')
  await pass(world, 2)
  hands.remove(`${folder}/b`)
  await until(one, 'checking')
  await until(one, 'up-to-date')
  t.is(inDropbox(), 0)
})
