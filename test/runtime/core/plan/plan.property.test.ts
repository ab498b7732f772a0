import test from 'ava'
import fc from 'fast-check'
import { createWorld, type World } from './world.ts'

const runs = Number(process.env['PLANNER_CASES'] ?? 4000)

type Edit =
  | { readonly do: 'write' | 'folder' | 'delete'; readonly at: string; readonly content: string }
  | { readonly do: 'move'; readonly at: string; readonly to: string }

const names = ['a', 'b', 'c', 'A', 'é']
const path = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .map((parts) => `/${parts.join('/')}`)
const content = fc.constantFrom('1', '2', '3', '4')
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), at: path, content }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('folder' as const), at: path, content }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), at: path, content }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), at: path, to: path }) },
)

function perform(world: World, side: 'local' | 'remote', change: Edit, tag: string): void {
  const tree: ReadonlyMap<string, { kind: string }> = side === 'local' ? world.local : world.remote
  const at = change.at.toLowerCase()
  const blocked = (target: string): boolean =>
    target
      .split('/')
      .slice(1, -1)
      .some((_, index, parts) => tree.get(`/${parts.slice(0, index + 1).join('/')}`)?.kind === 'file')
  switch (change.do) {
    case 'write':
      if (blocked(at)) return
      if (side === 'local') world.writeLocal(change.at, change.content + tag)
      else world.writeRemote(change.at, change.content + tag)
      return
    case 'folder':
      if (blocked(at) || tree.has(at)) return
      if (side === 'local') world.folderLocal(change.at)
      else world.folderRemote(change.at)
      return
    case 'delete':
      if (side === 'local') world.deleteLocal(change.at)
      else world.deleteRemote(change.at)
      return
    case 'move': {
      const to = change.to.toLowerCase()
      const parent = to.slice(0, to.lastIndexOf('/'))
      if (!tree.has(at) || (tree.has(to) && to !== at) || to.startsWith(`${at}/`)) return
      if (parent !== '' && tree.get(parent)?.kind !== 'folder') return
      if (side === 'local') world.moveLocal(change.at, change.to)
      else world.moveRemote(change.at, change.to)
      return
    }
    default:
      change satisfies never
  }
}

function contents(world: World): Set<string> {
  const files = [...world.local.values(), ...world.remote.values()]
  return new Set(files.flatMap((entry) => (entry.kind === 'file' ? [entry.hash] : [])))
}

const history = fc.array(edit, { maxLength: 8 })

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
