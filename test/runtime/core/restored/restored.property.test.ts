import test from 'ava'
import fc from 'fast-check'
import { type Keep, keeps, type Restored, syncedAfter } from '../../../../runtime/core/restored/keep.ts'
import { withSynced } from '../../../../runtime/core/restored/overlay.ts'
import { previewOf, type RestoredPlan } from '../../../../runtime/core/restored/preview.ts'
import { type Edit, history, perform } from '../plan/edits.ts'
import { createWorld, type World } from '../plan/world.ts'

const runs = Number(process.env['PLANNER_CASES'] ?? 4000) / 8

const whole: Restored = { tops: [''], covers: (path) => path !== '' }

/** Two sides of which one has gone its own way since they agreed; what was agreed on may be older still, or forgotten. */
const restored = fc.tuple(history, history, history, fc.constantFrom('kept', 'older', 'forgotten'))

function restoredWorld([before, onBox, inDropbox, index]: [Edit[], Edit[], Edit[], string]): World {
  const world = createWorld()
  for (const change of before) perform(world, 'local', change, '')
  world.settle()
  const older = new Map(world.synced)
  for (const change of inDropbox) perform(world, 'remote', change, 'cloud')
  if (index === 'older') {
    world.settle()
    world.synced.clear()
    for (const [path, entry] of older) world.synced.set(path, entry)
  }
  if (index === 'forgotten') world.synced.clear()
  for (const change of onBox) perform(world, 'local', change, 'box')
  return world
}

/** Makes the choice, and carries out everything; what it was said to do, and what it did. */
function choose(world: World, keep: Keep): { said: RestoredPlan; deleted: string[]; replaced: string[] } {
  const synced = syncedAfter(keep, world.view, whole, world.planRules)
  const said = previewOf(withSynced(world.view, whole, synced), world.planRules)
  world.synced.clear()
  for (const [path, entry] of synced) world.synced.set(path, entry)
  const deleted: string[] = []
  const replaced: string[] = []
  for (let round = 0; ; round++) {
    if (round > 60) throw new Error(`no end: ${JSON.stringify(world.plan().operations)}`)
    const { operations } = world.plan()
    if (operations.length === 0) return { said, deleted: deleted.sort(), replaced: replaced.sort() }
    for (const operation of operations) {
      if (operation.kind === 'delete-local') deleted.push(`here ${operation.path}`)
      if (operation.kind === 'delete-remote') deleted.push(`Dropbox ${operation.path}`)
      if (operation.kind === 'download' && operation.over) replaced.push(`here ${operation.path}`)
      if (operation.kind === 'upload' && operation.over) replaced.push(`Dropbox ${operation.path}`)
      world.apply(operation)
    }
  }
}

function saidIn(plan: RestoredPlan, what: 'deleted' | 'replaced'): string[] {
  return [
    ...plan[`${what}Here`].map(({ path }) => `here ${path}`),
    ...plan[`${what}InDropbox`].map(({ path }) => `Dropbox ${path}`),
  ].sort()
}

for (const keep of keeps) {
  test(`${keep} deletes and replaces exactly what it was said to, loses no content, and ends with both sides equal`, (t) => {
    fc.assert(
      fc.property(restored, (parts) => {
        const world = restoredWorld(parts)
        const files = [...world.local.values(), ...world.remote.values()]
        const written = new Set(files.flatMap((entry) => (entry.kind === 'file' ? [entry.hash] : [])))
        const { said, deleted, replaced } = choose(world, keep)
        t.deepEqual(deleted, saidIn(said, 'deleted'))
        t.deepEqual(replaced, saidIn(said, 'replaced'))
        const left = [...world.local.values()].flatMap((entry) => (entry.kind === 'file' ? [entry.hash] : []))
        const kept = new Set([...left, ...world.trash, ...world.revisions])
        for (const one of written) if (!kept.has(one)) throw new Error(`lost ${one}`)
        t.deepEqual(world.list('local'), world.list('remote'))
      }),
      { numRuns: runs },
    )
  })
}

test('keep-both deletes and replaces nothing on either side', (t) => {
  fc.assert(
    fc.property(restored, (parts) => {
      const world = restoredWorld(parts)
      const before = [...world.trash, ...world.revisions]
      const { deleted, replaced } = choose(world, 'keep-both')
      t.deepEqual([deleted, replaced, world.trash.concat(world.revisions)], [[], [], before])
    }),
    { numRuns: runs },
  )
})

for (const [keep, side] of [
  ['keep-box', 'local'],
  ['keep-cloud', 'remote'],
] as const) {
  test(`after ${keep} both sides are what the ${side} one was`, (t) => {
    fc.assert(
      fc.property(restored, (parts) => {
        const world = restoredWorld(parts)
        const wanted = world.list(side)
        choose(world, keep)
        t.deepEqual(world.list('local'), wanted)
        t.deepEqual(world.list('remote'), wanted)
      }),
      { numRuns: runs },
    )
  })
}
