import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import type { BenchBox } from '../stage/box.ts'
import { usageOf } from '../stage/process-usage.ts'
import { onStage } from '../stage/stage.ts'

const memory = { most: 350, goal: 'under 350 MB', unit: 'MB', per: 1e6 }

export const millionFiles: Row = {
  name: 'million-files',
  title: '1,000,000 files in 100,000 folders',
  about:
    'All lie on both sides when the agent is started for the first time. Once everything is known, the agent is started anew, looks at everything on the box once more, and takes in one edit.',
  variants: ['first sync', 'full scan', 'one edit'],
  onRequest: true,
  async measure(bench) {
    const shape = bench.tree({ files: 1_000_000, folders: 100_000, bytes: 16 })
    bench.say('laying out the files, and letting the agent learn them, which takes its time')
    await onStage([shape], async ({ box, change, start }) => {
      bench.note({ variant: 'first sync', contestant: agentName, round: 0 }, box.firstSync, {
        files: shape.files,
        ...(await standing(box)),
      })
      await box.stop()
      await start(() => box.upToDate(shape.files))
      for (let round = 0; round < bench.times; round++) {
        const scan = await change(async () => {
          await using control = await box.control()
          await control.rescan()
        })
        bench.note({ variant: 'full scan', contestant: agentName, round }, scan, {
          files: shape.files,
          ...(await standing(box)),
        })
        const edit = await change(async () => {
          writeFileSync(join(box.folder, 'project', `edit-${round}`), `${round}`)
          await box.upToDate(shape.files + round + 1)
        })
        bench.note({ variant: 'one edit', contestant: agentName, round }, edit, { files: shape.files })
      }
    })
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
      { variant: 'full scan' },
      { most: 300, goal: 'under 300 MB', unit: 'MB', per: 1e6 },
    ),
    ...atMost(
      runs,
      'memory of the agent at its peak, once indexed',
      'peakSinceStartBytes',
      { variant: 'full scan' },
      memory,
    ),
    ...atMost(
      runs,
      'memory of the agent at its peak, first sync',
      'peakSinceStartBytes',
      { variant: 'first sync' },
      memory,
    ),
    ...atMost(
      runs,
      'CPU seconds for one edit',
      'cpuSeconds',
      { variant: 'one edit' },
      { most: 0.5, goal: 'by what changed, not by what exists: at most 0.5 s', unit: 's' },
    ),
  ],
  plots: [
    { title: '1,000,000 files', figure: 'seconds', unit: 's' },
    { title: 'Peak memory since the start', figure: 'peakSinceStartBytes', unit: 'MB', per: 1e6 },
  ],
}

/** What the agent holds: its index on the disk with what SQLite keeps beside it, and the most memory since its start; bytes. */
export async function standing(box: BenchBox) {
  const { indexFile } = box.paths
  const sizes = ['', '-wal'].map(
    (ending) => statSync(`${indexFile}${ending}`, { throwIfNoEntry: false })?.size ?? 0,
  )
  return {
    indexBytes: sizes.reduce((sum, size) => sum + size, 0),
    peakSinceStartBytes: usageOf(await box.pid()).peakMemory,
  }
}
