import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Desk } from './desk.ts'
import type { ChaosDropbox } from './dropbox.ts'
import type { Stroke } from './strokes.ts'

/** How long a large file may take to begin its way, ms: the agent waits until it is no longer written. */
const transferPatience = 8_000

/** How long it is waited until the agent does what it is to be killed at, ms. */
const swapPatience = 1_500

/** Kills as the stroke wants it. Gives the number of processes that were killed. */
export async function strike(stroke: Stroke, desks: readonly Desk[], dropbox: ChaosDropbox): Promise<number> {
  const boxOf = (index: number) => {
    const desk = desks[index]
    if (desk === undefined) throw new Error(`there is no box ${index}`)
    return desk.box
  }
  const kills = async (...kills: readonly Promise<boolean>[]): Promise<number> =>
    (await Promise.all(kills)).filter((killed) => killed).length

  switch (stroke.kind) {
    case 'working':
      await pause(stroke.after)
      return kills(boxOf(stroke.box).kill())
    case 'swapping': {
      const box = boxOf(stroke.box)
      return kills(
        box.killAmid(join(box.folder, '.dropbox.cache', stroke.folder), stroke.events, swapPatience),
      )
    }
    case 'both':
      await pause(stroke.after)
      return kills(...desks.map(({ box }) => box.kill()))
    case 'starting':
    case 'listing': {
      const box = boxOf(stroke.box)
      const before = await kills(box.kill())
      if (stroke.kind === 'listing') await dropbox.control('POST', 'cursors/reset')
      return before + (await kills(box.killStarting(stroke.after)))
    }
    case 'stopping':
      return kills(boxOf(stroke.box).killStopping(stroke.after))
    case 'transfer': {
      desks[stroke.writer]?.person.writeLarge(stroke.size)
      const before = await dropbox.moved()
      const until = performance.now() + transferPatience
      while ((await dropbox.moved()) < before + stroke.moved && performance.now() < until) await pause(2)
      return kills(boxOf(stroke.box).kill())
    }
    default:
      return stroke satisfies never
  }
}
