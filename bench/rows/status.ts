import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { shown, valuesOf } from '../report/figures.ts'
import { percentileOf, spreadOf } from '../report/statistics.ts'
import type { Row } from '../row.ts'
import { openDropbox } from '../stage/dropbox.ts'
import { measure } from '../stage/measure.ts'
import { slowCommits } from '../stage/settings.ts'
import { syncedBox } from '../stage/synced-box.ts'

const processes = 50
const goal = 120

export const status: Row = {
  name: 'status',
  title: '`dropbox status`, the whole process',
  about: 'The installed command while the agent runs, from its start to its end, 50 times.',
  async measure(bench) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const shape = { files: bench.scaled(10_000), folders: bench.scaled(500), bytes: 16, seed: bench.seed }
    const box = await syncedBox(scope, dropbox, [shape])
    for (let round = 0; round < processes; round++) {
      let ms = 0
      const measured = await measure(dropbox, slowCommits, async () => {
        const began = performance.now()
        const { exitCode, stderr } = await box.box.dropbox('status')
        ms = performance.now() - began
        if (exitCode !== 0) throw new Error(`dropbox status: ${stderr}`)
        return undefined
      })
      bench.note({ variant: 'status', contestant: agentName, round }, measured, { milliseconds: ms })
    }
  },
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
