import test from 'ava'
import fc from 'fast-check'
import { agreementsIn } from '../../../../runtime/core/plan/agreed.ts'
import type { Operation } from '../../../../runtime/core/plan/operation.ts'
import type { Triple } from '../../../../runtime/core/tree.ts'
import { history, perform } from './edits.ts'
import { createWorld, type World } from './world.ts'

const folder = fc.constantFrom('/a', '/b', '/a/b')
const choice = fc.record({ path: folder, include: fc.boolean() })
const box = fc.record({
  excluded: fc.array(choice, { maxLength: 2 }),
  anchored: fc.option(folder, { nil: undefined }),
  outOfReach: fc.option(folder, { nil: undefined }),
  ignored: fc.option(folder, { nil: undefined }),
})

test('what is agreed on can be written down before a plan is made, which is then the same but for that', (t) => {
  let agreements = 0
  fc.assert(
    fc.property(history, history, history, history, box, (before, onBoth, onBox, inDropbox, settings) => {
      const world = createWorld({
        rules: [{ path: '', display: '', include: true }],
        overrides: {
          anchored: (path) => path === settings.anchored,
          mapped: (path) => settings.anchored !== undefined && path.startsWith(settings.anchored),
          outOfReach: (path) => settings.outOfReach !== undefined && path.startsWith(settings.outOfReach),
          ignored: (path) => settings.ignored !== undefined && path.startsWith(settings.ignored),
        },
      })
      for (const change of before) perform(world, 'local', change, '')
      for (const operation of world.plan().operations) world.apply(operation)
      for (const { path, include } of settings.excluded) world.rules.push({ path, display: path, include })
      for (const change of onBoth) {
        perform(world, 'local', change, '')
        perform(world, 'remote', change, '')
      }
      for (const change of onBox) perform(world, 'local', change, '')
      for (const change of inDropbox) perform(world, 'remote', change, '')
      if (isAnyLost(world)) return

      const planned = world.plan().operations
      const isAgreed = agreementsIn(world.view, world.planRules)
      const agreed = new Set<string>()
      for (const [path] of world.view.unsettled())
        if (isAgreed(path, world.view.get(path))) {
          world.apply({ kind: 'settle', path })
          agreed.add(path)
        }
      agreements += agreed.size
      t.deepEqual(
        world.plan().operations,
        planned.filter((operation) => !(operation.kind === 'settle' && agreed.has(operation.path))),
      )
      const settled = new Set(planned.flatMap((operation) => pathOfSettle(operation) ?? []))
      for (const path of agreed) t.true(settled.has(path))
    }),
    { numRuns: 10_000 },
  )
  t.true(agreements > 5_000)
})

test('what lies in a folder that is not settled is left to the plan', (t) => {
  const world = createWorld()
  world.writeLocal('/Letters/one', 'x')
  world.writeRemote('/letters/one', 'x')
  const isAgreed = agreementsIn(world.view, world.planRules)
  t.false(isAgreed('/letters', world.view.get('/letters')), 'its spelling differs')
  t.false(isAgreed('/letters/one', world.view.get('/letters/one')))
})

function isAnyLost({ view }: World): boolean {
  return [...view.unsettled()].some(
    ([, { remote, local, synced }]: readonly [string, Triple]) =>
      synced !== undefined && remote?.kind !== local?.kind,
  )
}

function pathOfSettle(operation: Operation): string | undefined {
  return operation.kind === 'settle' ? operation.path : undefined
}
