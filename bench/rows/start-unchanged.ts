import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { openDropbox } from '../stage/dropbox.ts'
import { measure } from '../stage/measure.ts'
import { slowCommits } from '../stage/settings.ts'
import { syncedBox } from '../stage/synced-box.ts'

export const startUnchanged: Row = {
  name: 'start-unchanged',
  title: 'A start with 100,000 files that did not change',
  about:
    'The agent is stopped and started; nothing has changed on either side. From `parts start dropbox` to Up to date.',
  async measure(bench) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const shape = { files: bench.scaled(100_000), folders: bench.scaled(5_000), bytes: 16, seed: bench.seed }
    const box = await syncedBox(scope, dropbox, [shape])
    for (let round = 0; round < bench.times; round++) {
      await box.stop()
      const measured = await measure(dropbox, slowCommits, async () => {
        await box.start()
        await box.upToDate(shape.files)
        return await box.usage()
      })
      // What waits for the next change asks for nothing.
      const waiting = measured.stats.routes['files/list_folder/longpoll'] ?? 0
      const asked = Number(measured.figures['requests']) - waiting
      bench.note({ variant: 'start', contestant: agentName, round }, measured, {
        files: shape.files,
        requestsBeforeUpToDate: asked,
      })
    }
  },
  judge: (runs) => [
    ...atMost(runs, 'until Up to date', 'seconds', {}, { most: 2, goal: 'within 2 s', unit: 's' }),
    ...atMost(runs, 'requests', 'requestsBeforeUpToDate', {}, { most: 3, goal: 'at most 3', unit: '' }),
  ],
  plots: [{ title: 'A start with 100,000 files that did not change', figure: 'seconds', unit: 's' }],
}
