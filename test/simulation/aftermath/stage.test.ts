import test from 'ava'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import { folder, type WorldBox } from '../world/box.ts'
import { settle } from './settle.ts'
import { createStage, freeze, type Stage } from './stage.ts'

/** What the marker of the Dropbox folder says that it is, once the box has synced. */
async function identityAt(stage: Stage, { disk }: WorldBox): Promise<string> {
  await settle(stage, 'keep-both')
  return JSON.parse(disk.hands.text(`${folder}/.dropbox.cache/marker.json`)).identity
}

test('a life that goes on from an earlier stage without its memory draws none of its identities again', async (t) => {
  const stage = createStage({ seed: 9 })
  const [box] = stage.boxes
  if (box === undefined) return t.fail()
  const before = await identityAt(stage, box)
  box.kill()
  const anew = memoryStore()
  anew.setSelection(box.store.selection())
  const frozen = freeze(stage)
  const later = createStage({
    seed: 9,
    from: { ...frozen, boxes: frozen.boxes.map((left) => ({ ...left, store: anew.snapshot() })) },
  })
  const [same] = later.boxes
  if (same === undefined) return t.fail()
  t.not(await identityAt(later, same), before)
})
