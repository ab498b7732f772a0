import { setTimeout as pause } from 'node:timers/promises'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { measure } from '../stage/measure.ts'
import { memoryOf } from '../stage/process-usage.ts'
import { untilQuiet } from '../stage/quiet.ts'
import { slowCommits } from '../stage/settings.ts'
import { onStage } from '../stage/stage.ts'

/** In which the agent looks at everything once, waits for Dropbox's changes once or twice, and leaves its mark when it has something to tell. */
const minutes = 10

export const idle: Row = {
  name: 'idle',
  title: 'At rest with 100,000 files',
  about: `The agent is started anew, everything is in sync, and nobody does anything for ${minutes} minutes: what it asks of Dropbox and of the box meanwhile. An hour is six times that.`,
  variants: ['at rest'],
  async measure(bench) {
    const shape = bench.tree({ files: 100_000, folders: 5_000, bytes: 16 })
    const seconds = Math.max(30, bench.scale * minutes * 60)
    // Once, however often was asked for: more would take hours, and show the same.
    await onStage([shape], async ({ dropbox, box }) => {
      await box.stop()
      await box.start()
      await box.upToDate(shape.files)
      await untilQuiet(dropbox)
      const measured = await measure(dropbox, slowCommits, () =>
        box.during(async () => void (await pause(seconds * 1000))),
      )
      const { requests = 0, cpuSeconds = 0 } = measured.figures
      const memory = memoryOf(await box.pid())
      bench.note({ variant: 'at rest', contestant: agentName, round: 0 }, measured, {
        files: shape.files,
        requestsPerHour: (requests * 3600) / seconds,
        memoryBytes: memory.resident,
        ownMemoryBytes: memory.own,
        percentOfCore: (cpuSeconds / seconds) * 100,
      })
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
