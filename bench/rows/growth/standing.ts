import { setTimeout as pause } from 'node:timers/promises'
import { openEditing } from '../../stage/edit.ts'
import type { Figures, Measured } from '../../stage/measure.ts'
import { measure } from '../../stage/measure.ts'
import { memoryOf } from '../../stage/process-usage.ts'
import { untilQuiet } from '../../stage/quiet.ts'
import { fastCommits } from '../../stage/settings.ts'
import { onStage, type Stage } from '../../stage/stage.ts'
import { standing } from '../million-files.ts'
import { statusTime } from '../status.ts'
import { usual, type Variant, type Work } from './work.ts'

/** Minutes would show the same. */
const secondsAtRest = 30

type Act = (stage: Stage, files: number) => Promise<{ readonly measured: Measured; readonly more?: Figures }>

interface Standing extends Variant {
  readonly act: Act
}

/** What is to cost little however much lies there already. */
const acts: readonly Standing[] = [
  {
    name: 'start',
    figures: usual,
    async act({ box, start }, files) {
      await box.stop()
      return { measured: await start(() => box.upToDate(files), fastCommits) }
    },
  },
  {
    name: 'full scan',
    figures: ['seconds', 'cpuSeconds', 'indexBytes', 'peakSinceStartBytes'],
    async act({ box, change }) {
      const measured = await change(async () => {
        await using control = await box.control()
        await control.rescan()
      })
      return { measured, more: await standing(box) }
    },
  },
  {
    name: 'at rest',
    figures: ['cpuSeconds', 'memoryBytes', 'requests'],
    async act({ dropbox, box }) {
      await untilQuiet(dropbox)
      const measured = await measure(dropbox, fastCommits, () =>
        box.during(async () => void (await pause(secondsAtRest * 1000))),
      )
      return { measured, more: { memoryBytes: memoryOf(await box.pid()).resident } }
    },
  },
  {
    name: '`dropbox status`',
    figures: ['seconds'],
    async act({ dropbox, box }) {
      return {
        measured: await measure(dropbox, fastCommits, async () => {
          await statusTime(box)
          return undefined
        }),
      }
    },
  },
  { name: 'edit on the box', figures: usual, act: editing('on the box') },
  { name: 'edit in Dropbox', figures: usual, act: editing('in Dropbox') },
]

export const standingFiles: Work = {
  variants: acts.map(({ name, figures }) => ({ name, figures })),
  base: 1_000,
  unit: 'files',
  async measure({ size, seed, wants, note }) {
    const shape = { files: size, folders: Math.ceil(size / 20), bytes: 16, seed }
    await onStage([shape], async (stage) => {
      for (const { name, act } of acts) {
        if (!wants(name)) continue
        const { measured, more } = await act(stage, size)
        note(name, measured, more)
      }
    })
  },
}

function editing(side: 'on the box' | 'in Dropbox'): Act {
  return async ({ dropbox, box }, files) => {
    const edit = await openEditing(dropbox, box, files)
    const { measured, milliseconds } = await edit(side, fastCommits)
    return { measured, more: { seconds: milliseconds / 1000 } }
  }
}
