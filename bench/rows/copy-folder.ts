import { cpSync, existsSync } from 'node:fs'
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
import { hashesOf } from '../stage/tree.ts'
import { verifyCloud, verifyDisk } from '../stage/verify.ts'

const variants = ['on the box', 'in Dropbox'] as const

export const copyFolder: Row = {
  name: 'copy-folder',
  title: 'A copy of a folder with 10,000 files',
  about:
    'A folder that is in sync is copied on the box, then in Dropbox. What the other side needs it has already, so that nothing has to be sent.',
  async measure(bench) {
    const shape = {
      ...{ files: bench.scaled(10_000), folders: bench.scaled(500), bytes: 2048 },
      ...{ seed: bench.seed, top: 'original' },
    }
    for (let round = 0; round < bench.times; round++)
      for (const variant of variants) {
        await using scope = createScope()
        const dropbox = await openDropbox(scope)
        const box = await syncedBox(scope, dropbox, [shape])
        await untilQuiet(dropbox)
        const measured = await withoutMarks(box.account.user, () =>
          measure(dropbox, slowCommits, () =>
            box.during(async () => {
              if (variant === 'on the box')
                cpSync(join(box.folder, 'original'), join(box.folder, 'copy'), { recursive: true })
              else await box.account.user.call('copy_v2', { from_path: '/original', to_path: '/copy' })
              await box.until(
                async (control) =>
                  existsSync(join(box.folder, 'copy')) && (await control.report()).files === 2 * shape.files,
              )
            }),
          ),
        )
        const expected = new Map([...hashesOf(shape), ...hashesOf({ ...shape, top: 'copy' })])
        await verifyCloud(box.account.user, expected)
        verifyDisk(box.folder, expected)
        const { contentBytesUp = 0, contentBytesDown = 0 } = measured.figures
        bench.note({ variant, contestant: agentName, round }, measured, {
          files: shape.files,
          contentBytes: contentBytesUp + contentBytesDown,
        })
      }
  },
  judge: (runs) =>
    variants.flatMap((variant) =>
      atMost(
        runs,
        `content sent and fetched, copied ${variant}`,
        'contentBytes',
        { variant },
        { most: 0, goal: '0 bytes', unit: 'bytes' },
      ),
    ),
  plots: [
    { title: 'A copy of a folder with 10,000 files', figure: 'seconds', unit: 's' },
    { title: 'Requests', figure: 'requests', unit: '' },
  ],
}
