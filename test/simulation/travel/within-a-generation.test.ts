import test from 'ava'
import { cacheFolderOf } from '../../../runtime/local/roots/cache-folder.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { folder, type WorldBox } from '../world/box.ts'
import { createSmallWorld, type SmallWorld } from './small-world.ts'

function textsIn(dropbox: SimulatedDropbox): Record<string, string> {
  return Object.fromEntries(
    dropbox
      .tree()
      .flatMap(({ key, content }) =>
        content === undefined || key.startsWith('/.') ? [] : [[key, new TextDecoder().decode(content)]],
      ),
  )
}

/** A box that synced after a moment, too soon for its markers to be moved on by the clock; `restore` sets its files back to that moment. */
async function livedBeyond(
  seed: number,
): Promise<{ world: SmallWorld; box: WorldBox; restore: () => void; there: Record<string, string> }> {
  const world = createSmallWorld(seed)
  const box = world.box('one', { settings: { markEvery: 10 * 60_000, markInDropbox: false } })
  box.disk.hands.write(`${folder}/thesis`, 'chapter one')
  box.start()
  await world.rest(box)
  const then = box.disk.snapshot(folder)
  box.disk.hands.write(`${folder}/thesis`, 'chapter one and two')
  box.disk.hands.write(`${folder}/new`, 'written after that moment')
  world.dropbox.hands.write('/from Dropbox', 'came after that moment')
  await world.rest(box)
  const restore = (): void => box.disk.restore(then, seed % 2 === 0 ? 'same' : 'new')
  return { world, box, restore, there: textsIn(world.dropbox) }
}

for (const seed of [1, 2])
  test(`files that are set back, while no agent runs, to a moment since the last marker are noticed (${seed})`, async (t) => {
    const { world, box, restore, there } = await livedBeyond(seed)
    t.is(Object.keys(there).length, 3)
    await world.stop(box)
    restore()
    box.start()
    await world.rest(box)
    await world.pass(60_000)
    t.like(box.engine?.status(), { state: 'halted', halts: [{ reason: 'rolled-back' }] })
    t.deepEqual(textsIn(world.dropbox), there)
  })

test('files that are put back into their folder after a kill, with the marker of that moment, delete and replace nothing', async (t) => {
  const { world, box, there } = await livedBeyond(1)
  const { hands } = box.disk
  box.kill()
  const { marker } = cacheFolderOf(folder)
  const then = { [marker]: hands.text(marker), [`${folder}/thesis`]: 'chapter one' }
  hands.remove(`${folder}/new`)
  hands.remove(`${folder}/from Dropbox`)
  for (const [path, text] of Object.entries(then)) {
    hands.remove(path)
    hands.write(path, text)
    hands.utimes(path, 1_000)
  }
  box.start()
  await world.rest(box)
  const now = Object.values(textsIn(world.dropbox))
  for (const text of [...Object.values(there), 'chapter one']) t.true(now.includes(text), text)
  t.is(hands.text(`${folder}/new`), 'written after that moment')
  t.is(hands.text(`${folder}/thesis`), 'chapter one and two')
})

test('a marker is not moved on at the end of a life in which nothing was synced', async (t) => {
  const { world, box } = await livedBeyond(1)
  await world.stop(box)
  const generation = (): number | undefined => box.store.roots()[0]?.generation
  const before = generation() ?? 0
  box.start()
  await world.rest(box)
  await world.stop(box)
  t.is(generation(), before + 1, 'at the start alone')
})
