import test from 'ava'
import { type Chance, createChance } from '../world/chance.ts'
import type { SimulatedDisk } from './disk.ts'
import { flushThrough, newDisk, writeThrough } from './new-disk.ts'

test('a process that is killed leaves everything that it had written', async (t) => {
  const { disk } = newDisk()
  const files = disk.files()
  await writeThrough(files, '/home/f', 'content')
  files.crash()
  t.is(disk.hands.text('/home/f'), 'content')
})

test('a power cut takes what was never flushed, names and contents', async (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/old', 'old')
  disk.flush()
  disk.hands.write('/home/new', 'new')
  disk.hands.write('/home/old', 'newer')
  disk.hands.rename('/home/old', '/home/renamed')
  const { undone, files } = disk.losePower({ changes: 'none', contents: 'flushed' })
  t.deepEqual(disk.hands.tree('/home'), { old: 'old' })
  t.deepEqual(undone, ['+/home/new', '-/home/old +/home/renamed'])
  t.deepEqual(files.map(({ path }) => path).sort(), ['/home/new', '/home/old', '/home/renamed'])
})

test('what a power cut leaves is lasting', (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/f', 'content')
  disk.losePower({ changes: 'all', contents: 'whole' })
  const kept = disk.hands.tree('/home')
  t.is(disk.unsettled(), 0)
  t.deepEqual(disk.losePower({ changes: 'none', contents: 'empty' }), { undone: [], files: [] })
  t.deepEqual(disk.hands.tree('/home'), kept)
})

test('flushing a folder makes its names lasting, not the contents behind them', async (t) => {
  for (const journal of ['ordered', 'logged'] as const) {
    const { disk } = newDisk({ volume: { journal } })
    const files = disk.files()
    await files.mkdir('/home/a')
    await writeThrough(files, '/home/a/f', 'content')
    await flushThrough(files, '/home/a')
    disk.losePower({ changes: 'none', contents: 'flushed' })
    t.deepEqual(disk.hands.tree('/home'), { 'a/': '', 'a/f': '' }, journal)
  }
})

test('flushing a new file keeps its name where the journal is kept in order, and only its content where it is not', async (t) => {
  for (const [journal, left] of [
    ['ordered', { f: 'content' }],
    ['logged', {}],
  ] as const) {
    const { disk } = newDisk({ volume: { journal } })
    const files = disk.files()
    await writeThrough(files, '/home/f', 'content')
    await flushThrough(files, '/home/f')
    disk.losePower({ changes: 'none', contents: 'empty' })
    t.deepEqual(disk.hands.tree('/home'), left)
  }
})

test('in order, flushing what is clean makes nothing else lasting', async (t) => {
  const { disk } = newDisk()
  disk.hands.mkdir('/home/other')
  disk.hands.write('/home/other/f', 'content')
  disk.flush()
  const files = disk.files()
  await files.mkdir('/home/new')
  await flushThrough(files, '/home/other')
  await flushThrough(files, '/home/other/f')
  disk.losePower({ changes: 'none' })
  t.deepEqual(disk.hands.list('/home'), ['other'])
})

test('out of order, one folder can be lasting while an earlier change of another is not', async (t) => {
  const { disk } = newDisk({ volume: { journal: 'logged' } })
  const files = disk.files()
  await files.mkdir('/home/a')
  await files.mkdir('/home/b')
  await files.mkdir('/home/a/first')
  await files.mkdir('/home/b/second')
  await flushThrough(files, '/home/b')
  disk.losePower({ changes: 'none' })
  t.deepEqual(disk.hands.tree('/home'), { 'b/': '', 'b/second/': '' })
})

test('a rename is there whole or not at all, whichever of its folders was flushed', async (t) => {
  for (const flushed of ['/home/a', '/home/b']) {
    const { disk } = newDisk({ volume: { journal: 'logged' } })
    disk.hands.write('/home/a/f', 'content')
    disk.hands.mkdir('/home/b')
    disk.flush()
    const files = disk.files()
    await files.rename('/home/a/f', '/home/b/f')
    await flushThrough(files, flushed)
    disk.losePower({ changes: 'none' })
    t.deepEqual(disk.hands.tree('/home'), { 'a/': '', 'b/': '', 'b/f': 'content' })
  }
})

test('time makes names and contents lasting', (t) => {
  const { disk, clock } = newDisk({ volume: { commitEvery: 5000, writeBackAfter: 30_000 } })
  disk.hands.write('/home/early', 'early')
  clock.now += 5000
  disk.hands.write('/home/late', 'late')
  t.is(disk.unsettled(), 1)
  clock.now += 29_000
  disk.hands.write('/home/now', 'now')
  disk.losePower({ changes: 'none', contents: 'empty' })
  t.deepEqual(disk.hands.tree('/home'), { early: 'early', late: '' })
})

test('what is left of a file that was written over is of the kind that was asked for', (t) => {
  const [old, fresh] = ['o'.repeat(10_000), 'n'.repeat(12_000)]
  const after = (
    contents: 'whole' | 'flushed' | 'empty' | 'prefix' | 'zeros' | 'torn',
    seed: number,
  ): string => {
    const { disk } = newDisk({ seed })
    disk.hands.write('/home/f', old)
    disk.flush()
    disk.hands.write('/home/f', fresh)
    disk.losePower({ contents })
    return disk.hands.text('/home/f')
  }
  for (let seed = 0; seed < 20; seed++) {
    t.is(after('whole', seed), fresh)
    t.is(after('flushed', seed), old)
    t.is(after('empty', seed), '')
    t.regex(after('prefix', seed), /^n{0,11999}$/)
    t.regex(after('zeros', seed), /^n*\0+$/)
    t.is(after('zeros', seed).length, 12_000)
    const torn = after('torn', seed)
    t.regex(torn, /^(o{4096}|n{4096}){2}(o{1808}|n{1808}|o{1808}\0{2000}|n{3808})$/)
  }
})

test('a file that was only added to keeps at least what was flushed', (t) => {
  for (let seed = 0; seed < 10; seed++)
    for (const contents of ['empty', 'flushed', 'prefix', 'zeros', 'torn'] as const) {
      const { disk } = newDisk({ seed })
      disk.hands.write('/home/f', 'first')
      disk.flush()
      disk.hands.append('/home/f', ' second')
      disk.losePower({ contents })
      t.regex(disk.hands.text('/home/f'), /^first($|[ \0])/, contents)
    }
})

test('new times with old content are possible, and old times too', (t) => {
  const seen = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const { disk, clock } = newDisk({ seed })
    disk.hands.write('/home/f', 'old')
    const before = disk.hands.stats('/home/f')
    disk.flush()
    clock.now += 1000
    disk.hands.write('/home/f', 'new')
    disk.losePower({ contents: 'flushed' })
    t.is(disk.hands.text('/home/f'), 'old')
    seen.add(disk.hands.stats('/home/f')?.modified === before?.modified ? 'old times' : 'new times')
  }
  t.is(seen.size, 2)
})

for (let seed = 1; seed <= 20; seed++)
  test(`in order, a power cut leaves the names of the moment up to which changes are left (seed ${seed})`, (t) => {
    const { disk, clock } = newDisk({ seed })
    const chance = createChance(seed, 'steps')
    const moments = new Map([[disk.unsettled(), namesOf(disk)]])
    for (let count = 0; count < 60; count++) {
      clock.now += 10
      step(disk, chance)
      moments.set(disk.unsettled(), namesOf(disk))
    }
    const left = chance.pick([...moments.keys()])
    disk.losePower({ changes: left })
    t.is(namesOf(disk), moments.get(left) ?? '')
    const { used, count } = disk.volume('/')
    const again = disk.snapshot()
    disk.restore(again)
    t.is(disk.volume('/').used, used, 'space is counted alike')
    t.is(disk.volume('/').count, count)
  })

const names = ['a', 'b', 'c']

/** One change, or none when it is not possible. */
function step({ hands }: SimulatedDisk, chance: Chance): void {
  const path = (): string =>
    `/home/${Array.from({ length: 1 + chance.below(3) }, () => chance.pick(names)).join('/')}`
  const [one, other] = [path(), path()]
  const steps = [
    () => hands.mkdir(one),
    () => hands.append(one, 'x'.repeat(chance.below(9000))),
    () => hands.rename(one, other),
    () => hands.link(one, other),
    () => hands.symlink(one, other),
    () => !hands.list(one).length && hands.remove(one),
    () => hands.stats(one)?.kind === 'file' && hands.remove(one),
  ]
  try {
    chance.pick(steps)()
  } catch {
    // Not possible there is as good as anything.
  }
}

/** Every path with its kind and inode. */
function namesOf({ hands }: SimulatedDisk): string {
  const paths = Object.keys(hands.tree('/home')).sort()
  return paths
    .map((path) => {
      const stats = hands.stats(`/home/${path}`.replace(/\/$/, ''))
      return `${path} ${stats?.kind} ${stats?.inode} ${stats?.links}`
    })
    .join('\n')
}

test('after a power cut the agent of before is gone and its descriptors with it', async (t) => {
  const { disk } = newDisk()
  const files = disk.files({ afterCrash: 'throw' })
  disk.hands.write('/home/f', 'content')
  const file = await files.openFile('/home/f', 'read')
  const writer = disk.hands.open('/home/f')
  disk.hands.remove('/home/f')
  disk.losePower({ changes: 'all' })
  t.is(disk.volume('/').used, 2 * 4096)
  await t.throwsAsync(file.stats(), { name: 'Crashed' })
  t.throws(() => writer.append('more'))
})
