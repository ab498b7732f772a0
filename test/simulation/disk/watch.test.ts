import test from 'ava'
import type { Hint } from '../../../runtime/ports/watch.ts'
import { createChance } from '../world/chance.ts'
import { newDisk } from './new-disk.ts'
import { createWatch, type WatchSettings } from './watch.ts'

/** A disk whose `/home` is watched, and the hints that came. */
async function watchedHome(settings: Partial<WatchSettings> = {}) {
  const { disk } = newDisk()
  disk.hands.write('/home/a/f', '')
  disk.hands.write('/home/b/g', '')
  disk.hands.write('/home/.dropbox.cache/marker', '')
  const watch = createWatch(disk, { random: createChance(1).fraction, ...settings })
  const hints: string[] = []
  const hint = ({ kind, path }: Hint): void => {
    hints.push(kind === 'folder' ? path : `everything ${path}`)
  }
  const watching = await watch.watch('/home', { ignored: (path) => path.endsWith('/ignored'), hint })
  /** What came since the last time, each once, when all that can come by itself has come. */
  const seen = async (): Promise<string[]> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    return [...new Set(hints.splice(0))].sort()
  }
  return { disk, hands: disk.hands, watch, watching, hints, seen }
}

test('a change is told by its folder, whatever its kind', async (t) => {
  const { hands, seen, watching } = await watchedHome()
  t.is(watching.folders, 3)
  const changes: readonly (readonly [() => void, string[]])[] = [
    [() => hands.write('/home/a/f', 'content'), ['/home/a']],
    [() => hands.append('/home/a/f', 'content'), ['/home/a']],
    [() => hands.chmod('/home/a/f', 0o600), ['/home/a']],
    [() => hands.rename('/home/a/f', '/home/b/f'), ['/home/a', '/home/b']],
    [() => hands.remove('/home/b/f'), ['/home/b']],
    [() => hands.write('/home/.dropbox.cache/staged', ''), []],
    [() => hands.write('/elsewhere', ''), []],
  ]
  for (const [change, expected] of changes) {
    change()
    t.deepEqual(await seen(), expected)
  }
})

test('what is made or moved here is watched from then on, and told with all that is in it', async (t) => {
  const { hands, seen, watching } = await watchedHome()
  hands.write('/home/a/new/deep/f', '')
  t.deepEqual(await seen(), ['/home/a', '/home/a/new', '/home/a/new/deep'])
  hands.append('/home/a/new/deep/f', 'x')
  t.deepEqual(await seen(), ['/home/a/new/deep'])
  hands.rename('/home/a/new', '/home/b/moved')
  t.deepEqual(await seen(), ['/home/a', '/home/b', '/home/b/moved', '/home/b/moved/deep'])
  hands.append('/home/b/moved/deep/f', 'x')
  t.deepEqual(await seen(), ['/home/b/moved/deep'])
  hands.mkdir('/home/ignored/inner')
  t.deepEqual(await seen(), ['/home'])
  hands.write('/home/ignored/inner/f', 'x')
  t.deepEqual(await seen(), [])
  t.is(watching.folders, 5)
})

test('when the watched folder itself is gone or exchanged, everything may have changed', async (t) => {
  const { hands, seen } = await watchedHome()
  hands.rename('/home', '/elsewhere')
  t.true((await seen()).includes('everything /home'))
})

test('at the limit the rest is not watched, and that is said', async (t) => {
  const { hands, seen, watching } = await watchedHome({ limit: 2 })
  t.is(watching.folders, 2)
  t.regex(watching.shortfall ?? '', /max_user_watches/)
  hands.write('/home/b/g', 'x')
  hands.write('/home/a/f', 'x')
  t.deepEqual(await seen(), ['/home/a'])
})

test('hints are dropped, doubled, delayed, or replaced by an overflow, as often as is wanted', async (t) => {
  const late: { readonly delay: number; readonly deliver: () => void }[] = []
  const { hands, seen, hints, watch } = await watchedHome({
    later: (delay, deliver) => late.push({ delay, deliver }),
    trouble: { drop: 1 },
  })
  const told = async (): Promise<string[]> => {
    for (const { deliver } of late.splice(0).sort((one, other) => one.delay - other.delay)) deliver()
    return seen()
  }
  hands.chmod('/home/a/f', 0o600)
  t.deepEqual(await told(), [])
  t.is(watch.lost, 1)
  Object.assign(watch.trouble, { drop: 0, double: 1 })
  hands.chmod('/home/a/f', 0o644)
  t.is(late.length, 2)
  t.deepEqual(await told(), ['/home/a'])
  Object.assign(watch.trouble, { double: 0, longestDelay: 500 })
  for (let count = 0; count < 20; count++) hands.chmod('/home/a/f', 0o600 + count)
  t.true(late.some(({ delay }) => delay > 250) && late.every(({ delay }) => delay < 500))
  t.is(hints.length, 0)
  Object.assign(watch.trouble, { silentOverflow: 1 })
  hands.chmod('/home/b/g', 0o600)
  t.deepEqual(await told(), [], 'what was under way is lost as well')
  Object.assign(watch.trouble, { silentOverflow: 0, overflow: 1 })
  hands.chmod('/home/b/g', 0o644)
  t.deepEqual(await told(), ['everything /home'])
})

test('nothing is told after the watch was closed or its process has died', async (t) => {
  for (const end of ['close', 'crash'] as const) {
    const { hands, seen, watch, watching } = await watchedHome()
    hands.write('/home/a/f', 'under way')
    if (end === 'close') await watching.close()
    else watch.crash()
    hands.write('/home/a/f', 'after')
    t.deepEqual(await seen(), [])
    t.is(watch.folders, 0)
  }
})
