import test from 'ava'
import { listed } from '../../runtime/cloud/cloud-calls.ts'
import { createChance } from '../world/chance.ts'
import { createIdleClock } from './idle-clock.ts'
import { storm } from './storm.ts'

test('the same seed gives the same trace, and another seed another', async (t) => {
  const traces = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const { trace } = await storm(seed, 15)
    t.is((await storm(seed, 15)).trace, trace, `seed ${seed}`)
    traces.add(trace)
  }
  t.is(traces.size, 40)
})

test('whatever the connections do, what a box was told is so', async (t) => {
  const endings = new Map<string, number>()
  for (let seed = 1000; seed < 1200; seed++) {
    const after = await storm(seed, 30)
    t.deepEqual(after.strange, [], `seed ${seed}`)
    const { dropbox } = after
    const revisions = new Map(dropbox.revisions().map((revision) => [revision.rev, revision]))
    for (const entry of after.placed) {
      if (entry.kind !== 'file') continue
      const { hash, id, size } = revisions.get(entry.rev) ?? {}
      t.deepEqual({ hash, id, size }, { hash: entry.hash, id: entry.id, size: entry.size }, `seed ${seed}`)
      t.true(dropbox.holds(entry.hash))
    }
    const used = dropbox.tree().reduce((sum, { content }) => sum + (content?.byteLength ?? 0), 0)
    const box = dropbox.cloudFor({ name: 'last', clock: createIdleClock(), random: createChance(1) })
    t.is((await box.space()).used, used)
    const tree = await listed(box)
    t.deepEqual(
      dropbox.tree().map(({ key }) => key),
      [...tree.keys()].toSorted(),
      `seed ${seed}`,
    )
    for (const [how, count] of after.endings) endings.set(how, (endings.get(how) ?? 0) + count)
  }
  const expected = [
    'offline',
    'cursor-reset',
    'bad-answer',
    'conflict',
    'missing',
    'no-space',
    'no-permission',
    'interrupted',
  ]
  t.deepEqual(
    expected.filter((how) => !endings.has(how)),
    [],
    'every ending comes up',
  )
})
