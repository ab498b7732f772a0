import { chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { onStage } from '../stage/stage.ts'
import { hashesOf, pathsOf } from '../stage/tree.ts'

/** What changes nothing that Dropbox knows of. */
const strokes: Readonly<Record<string, (file: string, round: number) => void>> = {
  touch: (file) => utimesSync(file, new Date(), new Date()),
  chmod: (file, round) => chmodSync(file, round % 2 === 0 ? 0o600 : 0o644),
  'rewrite with equal content': (file) => writeFileSync(file, readFileSync(file)),
}

export const untouched: Row = {
  name: 'untouched',
  title: '10,000 files touched, and equal as before',
  about:
    'Each of 10,000 files gets another time, another mode, or the same content once more, while the agent runs; then it is to look at everything.',
  variants: Object.keys(strokes),
  async measure(bench) {
    const shape = bench.tree({ files: 10_000, folders: 500, bytes: 2048 })
    await onStage([shape], async ({ box, change, verify }) => {
      const paths = [...pathsOf(shape)].map((path) => join(box.folder, path))
      for (let round = 0; round < bench.times; round++)
        for (const [variant, stroke] of Object.entries(strokes)) {
          if (!bench.wants(variant)) continue
          const measured = await change(async () => {
            for (const path of paths) stroke(path, round)
            await using control = await box.control()
            await control.rescan()
            await box.upToDate(shape.files)
          })
          await verify(hashesOf(shape))
          bench.note({ variant, contestant: agentName, round }, measured, { files: shape.files })
        }
    })
  },
  judge: (runs) =>
    Object.keys(strokes).flatMap((variant) =>
      atMost(
        runs,
        `calls that change Dropbox, ${variant}`,
        'writeCalls',
        { variant },
        { most: 0, goal: '0', unit: '' },
      ),
    ),
  plots: [{ title: '10,000 files touched, and equal as before', figure: 'seconds', unit: 's' }],
}
