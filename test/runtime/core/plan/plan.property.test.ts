import test from 'ava'
import fc from 'fast-check'
import { history, perform } from './edits.ts'
import { createWorld, type World } from './world.ts'

const runs = Number(process.env['PLANNER_CASES'] ?? 4000)

function contents(world: World): Set<string> {
  const files = [...world.local.values(), ...world.remote.values()]
  return new Set(files.flatMap((entry) => (entry.kind === 'file' ? [entry.hash] : [])))
}

test('both sides end equal, nothing that was there is lost, and then nothing more is planned', (t) => {
  fc.assert(
    fc.property(history, history, history, fc.boolean(), (before, onBox, inDropbox, apart) => {
      const world = createWorld()
      for (const change of before) perform(world, 'local', change, '')
      world.settle()
      for (const change of onBox) perform(world, 'local', change, apart ? 'box' : '')
      for (const change of inDropbox) perform(world, 'remote', change, apart ? 'cloud' : '')
      const written = contents(world)
      world.settle()
      const kept = new Set([...contents(world), ...world.trash, ...world.revisions])
      for (const one of written) if (!kept.has(one)) throw new Error(`lost ${one}`)
      t.deepEqual(world.list('local'), world.list('remote'))
      for (const [at, entry] of world.remote)
        if (world.local.get(at)?.name !== entry.name) throw new Error(`spelling of ${at}`)
      t.deepEqual(world.plan().operations, [])
    }),
    { numRuns: runs },
  )
})

test('what nobody touched is not touched: a change on one side alone reaches the other without conflict copies', (t) => {
  fc.assert(
    fc.property(
      history,
      history,
      fc.constantFrom('local' as const, 'remote' as const),
      (before, changes, side) => {
        const world = createWorld()
        for (const change of before) perform(world, 'local', change, '')
        world.settle()
        for (const change of changes) perform(world, side, change, 'x')
        const wanted = world.list(side)
        world.settle()
        t.deepEqual(world.list('local'), wanted)
        t.deepEqual(world.list('remote'), wanted)
      },
    ),
    { numRuns: runs },
  )
})

test('where nothing was chosen, whatever is made and changed on the box alone is in Dropbox in the end', (t) => {
  fc.assert(
    fc.property(history, history, (before, changes) => {
      const world = createWorld({ rules: [] })
      for (const change of before) perform(world, 'local', change, '')
      world.settle()
      for (const change of changes) perform(world, 'local', change, 'x')
      const wanted = world.list('local')
      world.settle()
      t.deepEqual(world.list('local'), wanted)
      t.deepEqual(world.list('remote'), wanted)
    }),
    { numRuns: runs / 2 },
  )
})
