import test from 'ava'
import { usualSettings } from '../../../runtime/engine/settings.ts'
import type { Store } from '../../../runtime/ports/store.ts'
import { folder } from '../../simulation/world/box.ts'
import { createSmallWorld } from '../../simulation/world/small-world.ts'

/** How often a box asks its store for a path while it syncs a chain of so many folders with a file at its end: down, up, and away again. */
async function looksFor(depth: number): Promise<{ down: number; up: number; away: number }> {
  const { dropbox, clock, box, until } = createSmallWorld()
  let asked = 0
  const counting = (store: Store): Store => ({
    ...store,
    get(path) {
      asked++
      return store.get(path)
    },
  })
  // In pieces as large as on a real box: each goes through the folders above it once.
  const { agreeAtOnce } = usualSettings
  const one = box('one', { between: { store: counting }, settings: { agreeAtOnce } })
  const settled = async (files: number): Promise<number> => {
    asked = 0
    await clock.advanceUntil(
      () => one.status() === 'up-to-date' && one.store.count('synced', '').files === files,
      10 * 60_000,
    )
    return asked
  }
  one.start()
  await until(one, 'up-to-date')
  const [cold, warm] = ['c', 'w'].map((name) => `/${name}`.repeat(depth))
  dropbox.hands.write(`${cold}/file`, 'from Dropbox')
  const down = await settled(1)
  one.disk.hands.write(`${folder}${warm}/file`, 'from the box')
  const up = await settled(2)
  one.disk.hands.remove(`${folder}/w`)
  const away = await settled(1)
  return { down, up, away }
}

test('folders in folders cost their number, not the square of it', async (t) => {
  const [few, many] = [await looksFor(60), await looksFor(180)]
  for (const way of ['down', 'up', 'away'] as const)
    t.true(many[way] < 5 * few[way], `${way}: ${few[way]} looks for 60 folders, ${many[way]} for 180`)
})
