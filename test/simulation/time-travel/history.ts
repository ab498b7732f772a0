import { markPath } from '../../../runtime/core/cloud-mark.ts'
import type { StoreSnapshot } from '../../runtime/store/memory-store.ts'
import { actorAt, inDropbox } from '../aftermath/actor.ts'
import { personAt, somebodyElse } from '../aftermath/people.ts'
import { settle } from '../aftermath/settle.ts'
import { createStage, type Stage } from '../aftermath/stage.ts'
import { seenAt, seenInDropbox } from '../aftermath/trees.ts'
import type { DiskSnapshot } from '../disk/disk.ts'
import { folder, home, type WorldBox } from '../world/box.ts'
import { createChance } from '../world/chance.ts'

/** Where the workspace lies that the first box has linked. */
export const workspace = `${home}/workspace`
/** Its place in Dropbox. */
export const project = '/project'

/** What the first box was at an earlier moment. */
export interface Earlier {
  readonly home: DiskSnapshot
  readonly folder: DiskSnapshot
  readonly workspace: DiskSnapshot
  readonly store: StoreSnapshot
}

/** A history that has come to the moment at which the first box is restored: its agent is not running, all others are at rest. */
export interface History {
  readonly stage: Stage
  /** The box left a mark in Dropbox after the snapshot, so that its older self is told from it. */
  readonly marked: boolean
  readonly earlier: Earlier
}

/**
 * Plays a random history: people edit at two boxes and in Dropbox; at some moment a snapshot is made of the first box; they go on; the first box goes
 * down, and the others come to rest.
 */
export async function playHistory(seed: number): Promise<History> {
  const chance = createChance(seed, 'time travel')
  const stage = createStage({ seed, boxes: 2, marks: true })
  const [first, second] = stage.boxes
  if (first === undefined || second === undefined) throw new TypeError('two boxes are needed')
  const here = personAt(stage, first)
  const kept = new Set([project])
  const actors = [
    actorAt(here, () => seenAt(first), chance.stream('here'), kept),
    actorAt(personAt(stage, second), () => seenAt(second), chance.stream('there'), kept),
    actorAt(inDropbox(somebodyElse(stage)), () => seenInDropbox(stage.dropbox), chance.stream('cloud'), kept),
  ]
  let contents = 0
  const edit = async (deeds: number): Promise<void> => {
    const { clock } = stage
    for (let deed = 0; deed < deeds; deed++) {
      chance.pick(actors)(`${seed}.${contents++}`)
      await clock.advanceTo(clock.monotonic() + chance.below(3_000))
    }
  }

  here.save('~/workspace/w', `${seed}.w`)
  here.save('/kept', `${seed}.kept`)
  here.link('~/workspace', project)
  first.start()
  second.start()
  await edit(4)
  sure(await settle(stage, 'keep-both'))
  // An orderly end leaves the first mark: a box without one cannot be told from what it was.
  first.stop()
  await stage.clock.advanceTo(stage.clock.monotonic() + 5_000)
  first.kill()
  first.start()
  await edit(4 + chance.below(12))
  if (chance.happens(0.5)) sure(await settle(stage, 'keep-both'))
  const earlier: Earlier = {
    home: first.disk.snapshot(home),
    folder: first.disk.snapshot(folder),
    workspace: first.disk.snapshot(workspace),
    store: first.store.snapshot(),
  }
  const marksBefore = marksOf(stage, first)
  // The next life of an agent begins by moving the markers on, so that this snapshot is told from what comes after it.
  first.kill()
  first.start()
  await edit(4 + chance.below(12))
  if (chance.happens(0.5)) sure(await settle(stage, 'keep-both'))
  else await stage.clock.advanceTo(stage.clock.monotonic() + 5_000)
  // An orderly end leaves the mark that is owed.
  if (chance.happens(0.5)) first.stop()
  await stage.clock.advanceTo(stage.clock.monotonic() + 5_000)
  first.kill()
  await edit(chance.below(4))
  await stage.clock.advanceTo(stage.clock.monotonic() + 60_000)
  sure(await settle({ ...stage, boxes: [second] }, 'keep-both'))
  second.kill()
  return { stage, earlier, marked: marksOf(stage, first) > marksBefore }
}

/** How often a box has left its mark. */
function marksOf({ dropbox }: Stage, { store }: WorldBox): number {
  const mark: { readonly identity?: string } = JSON.parse(store.value('cloud-mark') ?? '{}')
  const path = markPath(mark.identity ?? '')
  return dropbox.revisions().filter(({ key }) => key === path).length
}

function sure(wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`a history goes wrong by itself: ${wrong.join('; ')}`)
}
