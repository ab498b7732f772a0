import test from 'ava'
import { establishRoot } from '../../../runtime/local/roots/establish-root.ts'
import { advanceGeneration, type Marker, readMarker } from '../../../runtime/local/roots/marker.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import type { Remains, SimulatedDisk } from './disk.ts'
import { newDisk } from './new-disk.ts'

const root = '/home/Dropbox'
const marker = { identity: 'ab'.repeat(16), generation: 3 }
const remains: readonly Remains[] = ['flushed', 'empty', 'prefix', 'zeros', 'torn']

/** Cuts the power at each call of `work`, with each number of changes left; what it leaves each time, and whether `work` was done. */
async function* cutEverywhere(
  prepare: (disk: SimulatedDisk) => Promise<void>,
  work: (files: Files) => Promise<unknown>,
  journal: 'ordered' | 'logged',
): AsyncGenerator<{ disk: SimulatedDisk; done: boolean; where: string }> {
  for (const contents of remains) {
    for (let call = 1, done = false; !done; call++) {
      for (let left = 0, most = 0; left <= most; left++) {
        const { disk } = newDisk({ seed: call, volume: { journal } })
        disk.hands.mkdir(root)
        await prepare(disk)
        disk.flush()
        const reached = Promise.withResolvers<false>()
        const files = disk.files({
          before({ count }) {
            if (count < call) return
            files.crash()
            reached.resolve(false)
          },
        })
        done = await Promise.race([work(files).then(() => true), reached.promise])
        most = disk.unsettled()
        disk.losePower({ changes: left, contents })
        yield { disk, done, where: `${contents}, call ${call}, ${left} left` }
      }
    }
  }
}

for (const journal of ['ordered', 'logged'] as const) {
  test(`wherever the power is cut, a root has the marker of before or the next (${journal})`, async (t) => {
    const next = { ...marker, generation: 4 }
    const seen = new Set<number>()
    const cuts = cutEverywhere(
      async (disk) => {
        await establishRoot(disk.files(), root, marker)
      },
      (files) => advanceGeneration(files, root, next),
      journal,
    )
    for await (const { disk, done, where } of cuts) {
      const found = await readMarker(disk.files(), root)
      t.deepEqual(found, done || found?.generation === 4 ? next : marker, where)
      seen.add(found?.generation ?? 0)
      await advanceGeneration(disk.files(), root, { ...marker, generation: 5 })
      t.is((await readMarker(disk.files(), root))?.generation, 5, where)
    }
    t.deepEqual([...seen].sort(), [3, 4])
  })

  test(`wherever the power is cut, a folder is no root or whole (${journal})`, async (t) => {
    const seen = new Set<Marker | undefined>()
    const cuts = cutEverywhere(
      async (disk) => disk.hands.write(`${root}/.git/info/exclude`, '*.log\n'),
      (files) => establishRoot(files, root, marker),
      journal,
    )
    for await (const { disk, done, where } of cuts) {
      const found = await readMarker(disk.files(), root)
      if (done || found !== undefined) t.deepEqual(found, marker, where)
      seen.add(found && marker)
      t.true(disk.hands.text(`${root}/.git/info/exclude`).startsWith('*.log\n'), where)
      await establishRoot(disk.files(), root, marker)
      t.deepEqual(
        disk.hands.list(`${root}/.dropbox.cache`).filter((name) => !name.endsWith('.new')),
        ['aside', 'marker.json', 'staging', 'trash'],
      )
    }
    t.is(seen.size, 2)
  })
}
