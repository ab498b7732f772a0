import { agentName } from '../contestants/agent.ts'
import { shown, valuesOf } from '../report/figures.ts'
import { percentileOf, spreadOf } from '../report/statistics.ts'
import type { Row } from '../row.ts'
import type { BenchBox } from '../stage/box.ts'
import { measure } from '../stage/measure.ts'
import { slowCommits } from '../stage/settings.ts'
import { onStage } from '../stage/stage.ts'

const processes = 50
const goal = 120

export const status: Row = {
  name: 'status',
  title: '`dropbox status`, the whole process',
  about: 'The installed command while the agent runs, from its start to its end, 50 times.',
  variants: ['status'],
  measure: (bench) =>
    onStage([bench.tree({ files: 10_000, folders: 500, bytes: 16 })], async ({ dropbox, box }) => {
      for (let round = 0; round < processes; round++) {
        let ms = 0
        const measured = await measure(dropbox, slowCommits, async () => {
          ms = await statusTime(box)
          return undefined
        })
        bench.note({ variant: 'status', contestant: agentName, round }, measured, { milliseconds: ms })
      }
    }),
  judge(runs) {
    const values = valuesOf(runs, 'milliseconds')
    const most = percentileOf(values, 95)
    return [
      {
        what: '95th percentile',
        goal: `under ${goal} ms`,
        measured: `${Math.round(most)} ms, in the middle ${shown(spreadOf(values), 'ms')}`,
        reached: most < goal,
      },
    ]
  },
  plots: [{ title: 'dropbox status', figure: 'milliseconds', unit: 'ms' }],
}

/** How long `dropbox status` takes from its start to its end, ms. Throws when it fails. */
export async function statusTime({ box }: BenchBox): Promise<number> {
  const began = performance.now()
  const { exitCode, stderr } = await box.dropbox('status')
  const ms = performance.now() - began
  if (exitCode !== 0) throw new Error(`dropbox status: ${stderr}`)
  return ms
}
