import { setTimeout as pause } from 'node:timers/promises'
import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { openDropbox } from '../stage/dropbox.ts'
import { measure } from '../stage/measure.ts'
import { memoryOf } from '../stage/process-usage.ts'
import { slowCommits } from '../stage/settings.ts'
import { syncedBox } from '../stage/synced-box.ts'

const minutes = 10

export const idle: Row = {
  name: 'idle',
  title: 'At rest with 100,000 files',
  about:
    'The agent is started anew, everything is in sync, and nobody does anything for ten minutes: what it asks of Dropbox and of the box meanwhile.',
  async measure(bench) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const shape = { files: bench.scaled(100_000), folders: bench.scaled(5_000), bytes: 16, seed: bench.seed }
    const box = await syncedBox(scope, dropbox, [shape])
    await box.stop()
    await box.start()
    await box.upToDate(shape.files)
    const seconds = Math.max(40, bench.scale * minutes * 60)
    const pid = await box.pid()
    const measured = await measure(dropbox, slowCommits, () =>
      box.during(async () => void (await pause(seconds * 1000))),
    )
    bench.note({ variant: 'at rest', contestant: agentName, round: 0 }, measured, {
      files: shape.files,
      requestsPerHour: (Number(measured.figures['requests']) * 3600) / seconds,
      memoryBytes: memoryOf(pid).resident,
      ownMemoryBytes: memoryOf(pid).own,
      percentOfCore: (Number(measured.figures['cpuSeconds']) / seconds) * 100,
    })
  },
  judge: (runs) => [
    ...atMost(runs, 'requests an hour', 'requestsPerHour', {}, { most: 12, goal: 'at most 12', unit: '' }),
    ...atMost(runs, 'memory', 'memoryBytes', {}, { most: 90, goal: 'under 90 MB', unit: 'MB', per: 1e6 }),
    ...atMost(runs, 'of a core', 'percentOfCore', {}, { most: 0.1, goal: 'under 0.1 %', unit: '%' }),
    ...atMost(
      runs,
      'memory without the file of Node.js, which processes share',
      'ownMemoryBytes',
      {},
      { most: 90, goal: 'under 90 MB', unit: 'MB', per: 1e6 },
    ),
  ],
  plots: [{ title: 'Memory at rest', figure: 'memoryBytes', unit: 'MB', per: 1e6 }],
}
