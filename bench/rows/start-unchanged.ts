import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { onStage } from '../stage/stage.ts'

export const startUnchanged: Row = {
  name: 'start-unchanged',
  title: 'A start with 100,000 files that did not change',
  about:
    'The agent is stopped and started; nothing has changed on either side. From `parts start dropbox` to Up to date.',
  variants: ['start'],
  async measure(bench) {
    const shape = bench.tree({ files: 100_000, folders: 5_000, bytes: 16 })
    await onStage([shape], async ({ box, start }) => {
      for (let round = 0; round < bench.times; round++) {
        await box.stop()
        const measured = await start(() => box.upToDate(shape.files))
        // What waits for the next change asks for nothing.
        const waiting = measured.stats.routes['files/list_folder/longpoll'] ?? 0
        bench.note({ variant: 'start', contestant: agentName, round }, measured, {
          files: shape.files,
          requestsBeforeUpToDate: Number(measured.figures['requests']) - waiting,
        })
      }
    })
  },
  judge: (runs) => [
    ...atMost(runs, 'until Up to date', 'seconds', {}, { most: 2, goal: 'within 2 s', unit: 's' }),
    ...atMost(runs, 'requests', 'requestsBeforeUpToDate', {}, { most: 3, goal: 'at most 3', unit: '' }),
  ],
  plots: [{ title: 'A start with 100,000 files that did not change', figure: 'seconds', unit: 's' }],
}
