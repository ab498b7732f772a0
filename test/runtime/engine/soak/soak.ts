import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { createChance } from '../../../simulation/world/chance.ts'
import { remoteSide } from '../remote-side.ts'
import { createBox, emulatorFor } from '../test-box.ts'
import { converge } from './equal.ts'
import { inDropbox } from './in-dropbox.ts'
import { createLedger } from './ledger.ts'
import { nothingLost } from './lost.ts'
import { onDisk } from './on-disk.ts'
import { quiet } from './quiet.ts'
import { rest } from './rest.ts'
import { misfortune, surroundings } from './surroundings.ts'

/** What a run does beside edits. */
export interface SoakOptions {
  readonly seed: number
  readonly steps: number
  readonly faults: boolean
  readonly kills: boolean
}

/**
 * Two boxes on one Dropbox, and hands in Dropbox itself, do things at random; then everything must come to rest with all three equal, and no content
 * that nobody did away with may be missing from the trees, the trash of the boxes and the revisions of Dropbox. Throws when it is.
 */
export async function soak(t: ExecutionContext, options: SoakOptions): Promise<void> {
  const chance = createChance(options.seed)
  const emulator = await emulatorFor(t)
  const kind = surroundings(chance)
  emulator.configure(kind)
  const ledger = createLedger()
  const log: string[] = []
  const boxes = ['one', 'two'].map((name) => createBox(t, emulator, { name }))
  const cloud = remoteSide(emulator)
  const [one] = boxes
  if (one === undefined) throw new Error('no box')
  const workspace = join(one.home, 'workspace')
  mkdirSync(workspace)
  for (const box of boxes) mkdirSync(box.folder)
  symlinkSync(workspace, join(one.folder, 'mapped'))
  for (const path of ['a', 'b', 'dir/a', 'dir/sub/b', 'dir/sub/c', 'x.txt', 'mapped/a', 'mapped/sub/b']) {
    mkdirSync(dirname(join(one.folder, path)), { recursive: true })
    ledger.write(join(one.folder, path), 'first')
  }
  for (const box of boxes) box.start()
  await rest(boxes)

  try {
    for (let step = 0; step < options.steps; step++) {
      if (options.faults && chance.happens(0.2)) emulator.configure({ faults: misfortune(chance) })
      const actor = chance.below(5)
      if (actor < 4) {
        const box = boxes[actor % 2]
        if (box !== undefined) log.push(`${actor % 2} ${onDisk(box, ledger, chance)}`)
      } else log.push(`cloud ${await inDropbox(cloud, ledger, chance)}`)
      const box = chance.pick(boxes)
      const then = chance.fraction()
      if (options.kills && then < 0.08) {
        log.push('kill')
        await box.dieLooking(chance.below(90))
        box.start()
      } else if (then < 0.4)
        for (let turn = chance.below(40); turn > 0; turn--) await new Promise(setImmediate)
      else if (then < 0.5) await box.engine.rescan()
      else if (then < 0.6) await rest(boxes)
    }
    emulator.configure({ faults: [] })
    log.push('end')
    await converge(boxes, cloud, kind.names === undefined)
    await nothingLost(ledger, boxes, emulator)
    await quiet(boxes, emulator)
  } catch (error) {
    throw new Error(
      `seed ${options.seed}: ${error instanceof Error ? error.message : String(error)}\n${log.join('\n')}`,
      {
        cause: error,
      },
    )
  }
}
