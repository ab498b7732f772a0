import test, { type ExecutionContext } from 'ava'
import { folder, home, type WorldBox } from '../world/box.ts'
import { somebodyElse } from './people.ts'
import { haltsOf, lookAgain, settle } from './settle.ts'
import { createStage, type Stage } from './stage.ts'
import { seenInDropbox } from './trees.ts'

const disk = `${home}/disk`

/** A box with a folder on which a disk of its own can be mounted, and a link to it. */
function boxWithDisk(t: ExecutionContext): { readonly stage: Stage; readonly box: WorldBox } {
  const stage = createStage({ seed: 12 })
  const [box] = stage.boxes
  if (box === undefined) return t.fail() as never
  box.disk.hands.mkdir(disk)
  box.disk.hands.mkdir(folder)
  box.disk.hands.symlink(disk, `${folder}/project`)
  return { stage, box }
}

for (const running of [true, false])
  test(`a linked disk that is unmounted while the agent ${running ? 'runs' : 'is stopped'} halts, deletes nothing, and goes on by itself when it is back`, async (t) => {
    const { stage, box } = boxWithDisk(t)
    const volume = box.disk.mount(disk)
    box.disk.hands.write(`${disk}/thesis`, 'only copy')
    t.deepEqual(await settle(stage, 'never'), [])
    const before = seenInDropbox(stage.dropbox)
    t.true(before.has('/project/thesis'))
    if (!running) box.stop()
    box.disk.unmount(disk)
    box.start()
    await lookAgain(stage, box)
    t.like(haltsOf(box), [{ reason: 'other-device', path: '/project', target: disk }])
    t.deepEqual(seenInDropbox(stage.dropbox), before)
    t.deepEqual(box.disk.hands.tree(disk), {})
    box.disk.mount(disk, volume)
    t.deepEqual(await settle(stage, 'never'), [])
    t.deepEqual(seenInDropbox(stage.dropbox), before)
    t.is(box.disk.hands.text(`${disk}/thesis`), 'only copy')
  })

test('a disk that is mounted over a linked folder only after it synced halts, and a person’s choice unites both', async (t) => {
  const { stage, box } = boxWithDisk(t)
  somebodyElse(stage).write('/project/there', 'from Dropbox')
  t.deepEqual(await settle(stage, 'never'), [])
  t.is(box.disk.hands.text(`${disk}/there`), 'from Dropbox')
  box.disk.mount(disk)
  box.disk.hands.write(`${disk}/here`, 'on the disk')
  await lookAgain(stage, box)
  t.like(haltsOf(box), [{ reason: 'other-device', path: '/project', target: disk }])
  t.true(seenInDropbox(stage.dropbox).has('/project/there'))
  t.deepEqual(await settle(stage, 'keep-both'), [])
  t.deepEqual([...seenInDropbox(stage.dropbox).keys()].sort(), [
    '/project',
    '/project/here',
    '/project/there',
  ])
  t.is(box.disk.hands.text(`${disk}/there`), 'from Dropbox')
})
