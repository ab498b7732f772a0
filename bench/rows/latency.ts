import { agentName } from '../contestants/agent.ts'
import { shown, valuesOf } from '../report/figures.ts'
import { percentileOf, spreadOf } from '../report/statistics.ts'
import type { Line, Row, Run } from '../row.ts'
import { openEditing } from '../stage/edit.ts'
import { type DropboxSettings, fastCommits, slowCommits } from '../stage/settings.ts'
import { onStage } from '../stage/stage.ts'

const edits = 30

/** A round trip up is one call with content and its commit; down, one listing and one call with content. ms. */
const variants = [
  { variant: 'box to Dropbox, slow commits', settings: slowCommits, goal: 300 + upOf(slowCommits) },
  { variant: 'box to Dropbox, fast commits', settings: fastCommits, goal: 300 + upOf(fastCommits) },
  { variant: 'Dropbox to box', settings: slowCommits, goal: 200 + downOf(slowCommits) },
] as const

function upOf({ latency }: DropboxSettings): number {
  return latency.content + latency.commitBase + latency.commitPerEntry
}

function downOf({ latency }: DropboxSettings): number {
  return latency.rpc + latency.content
}

export const latency: Row = {
  name: 'latency',
  title: 'From an edit to the other side',
  about:
    'A file of 2 KiB among 1,000 is written on the box, and the clock stops when somebody who waits in Dropbox (longpoll) is told; or it changes in Dropbox, and the clock stops when it stands on the disk. 30 edits of each, one after the other, the agent at rest before each.',
  variants: variants.map(({ variant }) => variant),
  async measure(bench) {
    const shape = bench.tree({ files: 1_000, folders: 50, bytes: 2048 })
    const count = Math.max(3, Math.min(edits, bench.scaled(edits) * bench.times))
    await onStage([shape], async ({ dropbox, box }) => {
      const edit = await openEditing(dropbox, box, shape.files)
      for (const { variant, settings } of variants.filter((one) => bench.wants(one.variant)))
        for (let round = 0; round < count; round++) {
          const side = variant === 'Dropbox to box' ? 'in Dropbox' : 'on the box'
          const { measured, milliseconds } = await edit(side, settings)
          bench.note({ variant, contestant: agentName, round }, measured, { milliseconds })
        }
    })
  },
  judge: (runs) => variants.flatMap(({ variant, goal }) => lineOf(runs, variant, goal)),
  plots: [{ title: 'From an edit to the other side', figure: 'milliseconds', unit: 'ms' }],
}

function lineOf(runs: readonly Run[], variant: string, goal: number): Line[] {
  const values = valuesOf(runs, 'milliseconds', { variant })
  if (values.length === 0) return []
  const { median } = spreadOf(values)
  return [
    {
      what: variant,
      goal: `at most ${Math.round(goal)} ms in the middle`,
      measured: `${shown(spreadOf(values), 'ms')}, 95th percentile ${Math.round(percentileOf(values, 95))} ms`,
      reached: median <= goal,
    },
  ]
}
