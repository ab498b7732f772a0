import test from 'ava'
import { keeps, type Restored, syncedAfter } from '../../../../runtime/core/restored/keep.ts'
import { withSynced } from '../../../../runtime/core/restored/overlay.ts'
import { isMore, previewOf, type RestoredPlan } from '../../../../runtime/core/restored/preview.ts'
import { createWorld, type World } from '../plan/world.ts'

const whole: Restored = { tops: [''], covers: (path) => path !== '' }

function previews(world: World, restored: Restored = whole): RestoredPlan[] {
  return keeps.map((keep) => {
    const synced = syncedAfter(keep, world.view, restored, world.planRules)
    return previewOf(withSynced(world.view, restored, synced), world.planRules)
  })
}

function atStake(plan: RestoredPlan): string[] {
  const { deletedHere, deletedInDropbox, replacedHere, replacedInDropbox } = plan
  return [...deletedHere, ...deletedInDropbox, ...replacedHere, ...replacedInDropbox].map(({ path }) => path)
}

test('each choice names its effects in the spelling that people know', (t) => {
  const world = createWorld()
  world.writeLocal('/Thesis/One.tex', 'old')
  world.writeRemote('/Thesis/One.tex', 'new')
  world.writeLocal('/Thesis/Here', 'h')
  world.writeRemote('/Thesis/There', 't')
  const told = previews(world).map((plan) =>
    Object.fromEntries(
      Object.entries(plan).flatMap(([list, touched]) =>
        touched.length > 0 ? [[list, touched.map(({ display }: { display: string }) => display)]] : [],
      ),
    ),
  )
  t.deepEqual(told, [
    { downloaded: ['/Thesis/There'], uploaded: ['/Thesis/Here'], conflictCopies: ['/Thesis/One.tex'] },
    { deletedHere: ['/Thesis/Here'], replacedHere: ['/Thesis/One.tex'], downloaded: ['/Thesis/There'] },
    {
      deletedInDropbox: ['/Thesis/There'],
      replacedInDropbox: ['/Thesis/One.tex'],
      uploaded: ['/Thesis/Here'],
    },
  ])
})

test('what selective sync does not take is at stake in no choice', (t) => {
  const world = createWorld({ rules: [{ path: '/in', display: '/in', include: true }] })
  world.writeRemote('/out/there', '1')
  world.writeLocal('/out/here', '2')
  world.writeRemote('/in/there', '3')
  t.deepEqual(previews(world).map(atStake), [[], [], ['/in', '/in/there']])
})

test('what an ignore rule names, what cannot be read and what cannot be on the box is at stake in no choice', (t) => {
  const named = (name: string) => (path: string) => path.startsWith(`/${name}`)
  const world = createWorld({
    overrides: {
      ignored: named('ignored'),
      outOfReach: named('unreadable'),
      unwritable: named('unwritable'),
    },
  })
  for (const name of ['ignored', 'unreadable', 'unwritable']) world.writeRemote(`/${name}/there`, '1')
  for (const name of ['ignored', 'unreadable']) world.writeLocal(`/${name}/here`, '2')
  world.remote.set('/paper', {
    ...{ kind: 'file', name: 'paper', id: 'p', rev: '1', hash: 'h', size: 0, modified: 0 },
    downloadable: false,
  })
  t.deepEqual(previews(world).map(atStake), [[], [], []])
})

test('what belongs to another root is in no list', (t) => {
  const world = createWorld()
  for (const path of ['/mapped/here', '/own']) world.writeLocal(path, '1')
  const restored: Restored = { tops: [''], covers: (path) => path !== '' && !path.startsWith('/mapped') }
  t.deepEqual(previews(world, restored).map(atStake), [[], ['/own'], []])
})

test('another path at stake is more than was shown, and so is another content at one', (t) => {
  const world = createWorld()
  world.writeLocal('/a', '1')
  world.writeRemote('/a', '2')
  const now = (): RestoredPlan[] => previews(world)
  const shown = now()
  const more = (): boolean[] => now().map((plan, index) => isMore(plan, shown[index] ?? plan))
  t.deepEqual(more(), [false, false, false])
  world.writeRemote('/a', '3')
  t.deepEqual(more(), [false, false, true])
  world.writeLocal('/b', '1')
  t.deepEqual(more(), [false, true, true])
  world.deleteLocal('/a')
  world.deleteLocal('/b')
  t.deepEqual(more(), [false, false, true])
})
