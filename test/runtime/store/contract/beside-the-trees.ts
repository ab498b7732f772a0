import type { TestFn } from 'ava'
import { hashOf } from '../entries.ts'
import type { OpenStore } from './open-store.ts'

/** What a store keeps beside the trees. */
export function besideTheTreesContract(test: TestFn, open: OpenStore): void {
  test('cursor, values, roots and upload sessions are kept by name', async (t) => {
    const store = await open(t)
    t.is(store.cursor(), undefined)
    store.setValue('cursor', 'a value of that name is not the cursor')
    store.setCursor('c1')
    t.is(store.cursor(), 'c1')
    store.setCursor(undefined)
    t.is(store.cursor(), undefined)
    t.is(store.value('cursor'), 'a value of that name is not the cursor')
    store.setValue('cursor', undefined)
    t.is(store.value('cursor'), undefined)

    const root = {
      path: '/m',
      target: '/w',
      identity: hashOf('r'),
      generation: 1,
      device: 2 ** 53,
      inode: 2 ** 63,
      born: 1_700_000_000_000.25,
    }
    store.putRoot(root)
    store.putRoot({ ...root, path: '', generation: 2 })
    store.putRoot({ ...root, generation: 3 })
    t.deepEqual(store.roots(), [
      { ...root, path: '', generation: 2 },
      { ...root, generation: 3 },
    ])
    store.deleteRoot('')
    store.deleteRoot('/never')
    t.deepEqual(store.roots(), [{ ...root, generation: 3 }])

    t.is(store.sessions.get('k'), undefined)
    store.sessions.put('k', { session: 's', offset: 2 ** 35, startedAt: 1_700_000_000_000 })
    store.sessions.put('k', { session: 's', offset: 2 ** 36, startedAt: 1_700_000_000_000 })
    t.deepEqual(store.sessions.get('k'), { session: 's', offset: 2 ** 36, startedAt: 1_700_000_000_000 })
    const beyond = [
      [2 ** 37, 2 ** 38],
      [2 ** 39, 2 ** 40],
    ] as const
    store.sessions.put('k', { session: 's', offset: 2 ** 36, beyond, startedAt: 1_700_000_000_000 })
    t.deepEqual(store.sessions.get('k')?.beyond, beyond)
    store.sessions.delete('k')
    t.is(store.sessions.get('k'), undefined)
  })

  test('the newest lines of the history come first, and the oldest leave', async (t) => {
    const store = await open(t)
    store.transaction(() => {
      for (let at = 1; at <= 11_200; at++)
        store.record({
          at,
          action: 'uploaded',
          path: `/${at}`,
          detail: at % 2 ? 'odd' : undefined,
          box: 'box',
        })
    })
    t.deepEqual(store.history(2), [
      { id: 11_200, at: 11_200, action: 'uploaded', path: '/11200', detail: undefined, box: 'box' },
      { id: 11_199, at: 11_199, action: 'uploaded', path: '/11199', detail: 'odd', box: 'box' },
    ])
    t.deepEqual(
      store.history(9, 11_197).map(({ id }) => id),
      [11_200, 11_199, 11_198],
    )
    t.deepEqual(store.history(9, 11_200), [])
    const kept = store.history(1_000_000).length
    t.true(kept >= 10_000 && kept <= 10_500, `${kept}`)
  })
}
