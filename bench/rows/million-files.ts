import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { openDropbox } from '../stage/dropbox.ts'
import { measure } from '../stage/measure.ts'
import { usageOf } from '../stage/process-usage.ts'
import { slowCommits } from '../stage/settings.ts'
import { syncedBox } from '../stage/synced-box.ts'

export const millionFiles: Row = {
  name: 'million-files',
  title: '1,000,000 files in 100,000 folders',
  about:
    'Once everything is known, the agent is started, looks at everything on the box once more, and takes in one edit.',
  onRequest: true,
  async measure(bench) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const shape = {
      ...{ files: bench.scaled(1_000_000), folders: bench.scaled(100_000), bytes: 16 },
      seed: bench.seed,
    }
    bench.say('laying out the files, which takes its time')
    const box = await syncedBox(scope, dropbox, [shape])
    await box.stop()
    await box.start()
    await box.upToDate(shape.files)
    for (let round = 0; round < bench.times; round++) {
      const scan = await measure(dropbox, slowCommits, () =>
        box.during(async () => {
          await using control = await box.control()
          await control.rescan()
        }),
      )
      bench.note({ variant: 'full scan', contestant: agentName, round }, scan, {
        files: shape.files,
        indexBytes: statSync(box.paths.indexFile).size,
        peakSinceStartBytes: usageOf(await box.pid()).peakMemory,
      })
      const edit = await measure(dropbox, slowCommits, () =>
        box.during(async () => {
          writeFileSync(join(box.folder, 'project', `edit-${round}`), `${round}`)
          await box.upToDate(shape.files + round + 1)
        }),
      )
      bench.note({ variant: 'one edit', contestant: agentName, round }, edit, { files: shape.files })
    }
  },
  judge: (runs) => [
    ...atMost(
      runs,
      'a full scan, once indexed',
      'seconds',
      { variant: 'full scan' },
      { most: 5, goal: 'within 5 s', unit: 's' },
    ),
    ...atMost(
      runs,
      'the index on the disk',
      'indexBytes',
      {},
      { most: 300, goal: 'under 300 MB', unit: 'MB', per: 1e6 },
    ),
    ...atMost(
      runs,
      'memory of the agent at its peak',
      'peakMemoryBytes',
      {},
      { most: 350, goal: 'under 350 MB', unit: 'MB', per: 1e6 },
    ),
    ...atMost(
      runs,
      'CPU seconds for one edit',
      'cpuSeconds',
      { variant: 'one edit' },
      { most: 0.5, goal: 'by what changed, not by what exists', unit: 's' },
    ),
  ],
  plots: [{ title: '1,000,000 files', figure: 'seconds', unit: 's' }],
}
