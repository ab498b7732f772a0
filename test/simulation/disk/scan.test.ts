import test from 'ava'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import { ignoreRules } from '../../../runtime/core/ignore/ignore-rules.ts'
import type { FolderScanRequest } from '../../../runtime/local/scan/scan-tree.ts'
import { isDiskError } from '../../../runtime/ports/files.ts'
import { type ScannedTree, scannedTree } from '../../runtime/local/scan/scanned-tree.ts'
import { type Chance, createChance } from '../world/chance.ts'
import type { SimulatedDisk } from './disk.ts'
import { newDisk } from './new-disk.ts'
import { saveHabits, saveSteps } from './saves.ts'
import { createWatch } from './watch.ts'

const root = '/home/Dropbox'
const names = ['a', 'b', 'c', 'd']

// FAT tells times 2 s apart, ext3 1 s, a kernel's clock some ms.
for (const resolution of [0, 10, 1000, 2000])
  for (let seed = 1; seed <= 6; seed++)
    test(`however people work during scans, one scan after them knows it all (times ${resolution} ms apart, seed ${seed})`, async (t) => {
      const chance = createChance(seed, `scan ${resolution}`)
      const { disk, clock } = newDisk({ seed, volume: { resolution } })
      disk.hands.mkdir(root)
      const work = people(disk, chance, true)
      const files = disk.files({
        before() {
          clock.now += chance.below(40)
          if (chance.happens(0.3)) work()
        },
      })
      const scanned = scannedTree()
      const { tree, scan } = scanned
      const request = requestWith(scanned, () => clock.now)
      for (let count = 0; count < 8; count++) {
        for (let deed = 0; deed < 10; deed++) work()
        await scan(files, request)
      }
      await scan(disk.files(), request)
      t.deepEqual(contentsIn(tree), contentsOf(disk))
    })

for (let seed = 1; seed <= 10; seed++)
  test(`when every change is told, looking where hints say finds what a full scan would (seed ${seed})`, async (t) => {
    const chance = createChance(seed, 'hints')
    const { disk, clock } = newDisk({ seed })
    disk.hands.mkdir(root)
    // A write through one of two names is told for that name alone.
    const work = people(disk, chance, false)
    const files = disk.files()
    const scanned = scannedTree()
    const { tree, scan } = scanned
    const request = requestWith(scanned, () => clock.now)
    await scan(files, request)
    const hinted = new Set<string>()
    const watch = createWatch(disk, { random: chance.fraction, trouble: { double: 0.2 } })
    await watch.watch(root, { ignored: () => false, hint: ({ path }) => hinted.add(path) })
    for (let round = 0; round < 30; round++) {
      for (let deed = 0; deed < 4; deed++) work()
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      const paths = [...hinted]
      hinted.clear()
      for (const path of paths) await scan(files, request, path)
      t.deepEqual(contentsIn(tree), contentsOf(disk), `round ${round}: ${paths.join()}`)
    }
  })

function requestWith({ tree, known }: ScannedTree, now: () => number): FolderScanRequest {
  const rules = ignoreRules([], { repositories: 'kept-out' })
  return { root, path: '', display: '', rules, known, knownAt: (path) => tree.get(path), now }
}

/** One deed of people at a time: saves in every habit, same sizes often, names moved about. */
function people({ hands }: SimulatedDisk, chance: Chance, linking: boolean): () => void {
  let steps: (() => void)[] = []
  const path = (): string =>
    `${root}/${Array.from({ length: 1 + chance.below(3) }, () => chance.pick(names)).join('/')}`
  const deeds = [
    () => hands.write(path(), `content ${chance.below(5)}`),
    () => hands.append(path(), `${chance.below(5)}`),
    () => hands.mkdir(path()),
    () => hands.rename(path(), path()),
    () => hands.rename(path(), path()),
    () => hands.remove(path()),
    () => linking && hands.link(path(), path()),
    () => hands.chmod(path(), 0o750),
    () => {
      steps = [...saveSteps(hands, path(), `saved ${chance.below(9)}`, chance.pick(saveHabits))]
    },
  ]
  return () => {
    try {
      const next = steps.shift() ?? chance.pick(deeds)
      next()
    } catch (error) {
      if (!isDiskError(error)) throw error
      steps = []
    }
  }
}

/** What is on the disk that a scan has to find; names of temporary files that no client syncs are left out. */
function contentsOf({ hands }: SimulatedDisk): Record<string, string> {
  const found = hands.tree(root, (name) => !/^~\$|^~.*\.tmp$/.test(name))
  return Object.fromEntries(
    Object.entries(found)
      .map(([path, content]) => [
        `/${path}`.replace(/\/$/, ''),
        path.endsWith('/') ? 'folder' : contentHashOf(new TextEncoder().encode(content)),
      ])
      .sort(),
  )
}

function contentsIn(tree: ReturnType<typeof scannedTree>['tree']): Record<string, string> {
  return Object.fromEntries(
    [...tree].map(([key, entry]) => [key, entry.kind === 'file' ? entry.hash : 'folder']).sort(),
  )
}
