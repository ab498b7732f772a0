import { chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { openDropbox } from '../stage/dropbox.ts'
import { withoutMarks } from '../stage/marks.ts'
import { measure } from '../stage/measure.ts'
import { slowCommits } from '../stage/settings.ts'
import { syncedBox, untilQuiet } from '../stage/synced-box.ts'
import { hashesOf, pathsOf } from '../stage/tree.ts'
import { verifyCloud } from '../stage/verify.ts'

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
  async measure(bench) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const shape = {
      ...{ files: bench.scaled(10_000), folders: bench.scaled(500), bytes: 2048 },
      seed: bench.seed,
    }
    const box = await syncedBox(scope, dropbox, [shape])
    const paths = [...pathsOf(shape)].map((path) => join(box.folder, path))
    for (let round = 0; round < bench.times; round++)
      for (const [variant, stroke] of Object.entries(strokes)) {
        await untilQuiet(dropbox)
        const measured = await withoutMarks(box.account.user, () =>
          measure(dropbox, slowCommits, () =>
            box.during(async () => {
              for (const path of paths) stroke(path, round)
              await using control = await box.control()
              await control.rescan()
              await box.upToDate(shape.files)
            }),
          ),
        )
        await verifyCloud(box.account.user, hashesOf(shape))
        bench.note({ variant, contestant: agentName, round }, measured, { files: shape.files })
      }
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
