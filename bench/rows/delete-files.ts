import { existsSync, rmSync } from 'node:fs'
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

export const deleteFiles: Row = {
  name: 'delete-files',
  title: '10,000 files deleted',
  about:
    'A folder with 10,000 of 40,000 files is deleted on the box, then in Dropbox: as many as pass without a word of a person. What is deleted on the box goes file by file in batches, each bound to its revision, so that no edit of somebody else is lost.',
  async measure(bench) {
    const files = bench.scaled(10_000)
    const gone = { files, folders: bench.scaled(500), bytes: 64, seed: bench.seed, top: 'gone' }
    const kept = { ...gone, files: 3 * files, folders: 3 * gone.folders, seed: bench.seed + 1, top: 'kept' }
    for (let round = 0; round < bench.times; round++)
      for (const variant of variants) {
        await using scope = createScope()
        const dropbox = await openDropbox(scope)
        const box = await syncedBox(scope, dropbox, [gone, kept])
        await untilQuiet(dropbox)
        const measured = await withoutMarks(box.account.user, () =>
          measure(dropbox, slowCommits, () =>
            box.during(async () => {
              if (variant === 'on the box') rmSync(join(box.folder, 'gone'), { recursive: true })
              else await box.account.user.call('delete_v2', { path: '/gone' })
              await box.until(
                async (control) =>
                  !existsSync(join(box.folder, 'gone')) &&
                  (await control.report()).files === kept.files &&
                  (await control.remote('')).length === 1,
              )
            }),
          ),
        )
        await verifyCloud(box.account.user, hashesOf(kept))
        verifyDisk(box.folder, hashesOf(kept))
        const somebodyElse = variant === 'in Dropbox' ? 1 : 0
        bench.note({ variant, contestant: agentName, round }, measured, {
          files,
          agentWriteCalls: Number(measured.figures['writeCalls']) - somebodyElse,
        })
      }
  },
  judge: (runs) => [
    ...atMost(
      runs,
      'calls that change Dropbox, deleted on the box',
      'agentWriteCalls',
      { variant: 'on the box' },
      { most: 30, goal: 'a handful: at most 30', unit: '' },
    ),
    ...atMost(
      runs,
      'calls that change Dropbox, deleted in Dropbox',
      'agentWriteCalls',
      { variant: 'in Dropbox' },
      { most: 0, goal: 'none', unit: '' },
    ),
  ],
  plots: [{ title: '10,000 files deleted', figure: 'seconds', unit: 's' }],
}
