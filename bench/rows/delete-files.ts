import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { onStage } from '../stage/stage.ts'
import { hashesOf } from '../stage/tree.ts'

const variants = ['on the box', 'in Dropbox'] as const

export const deleteFiles: Row = {
  name: 'delete-files',
  title: '10,000 files deleted',
  about:
    'A folder with 10,000 of 40,000 files is deleted on the box, then in Dropbox: as many as pass without a word of a person. What is deleted on the box goes file by file in batches, each bound to its revision, so that no edit of somebody else is lost.',
  variants,
  async measure(bench) {
    const gone = bench.tree({ files: 10_000, folders: 500, bytes: 64, top: 'gone' })
    const more = { files: 3 * gone.files, folders: 3 * gone.folders }
    const kept = { ...gone, ...more, seed: bench.seed + 1, top: 'kept' }
    for (let round = 0; round < bench.times; round++)
      for (const variant of variants.filter(bench.wants))
        await onStage([gone, kept], async ({ box, change, verify }) => {
          const measured = await change(async () => {
            if (variant === 'on the box') rmSync(join(box.folder, 'gone'), { recursive: true })
            else await box.account.user.call('delete_v2', { path: '/gone' })
            await box.until(
              async (control) =>
                !existsSync(join(box.folder, 'gone')) &&
                (await control.report()).files === kept.files &&
                (await control.remote('')).length === 1,
            )
          })
          await verify(hashesOf(kept))
          const somebodyElse = variant === 'in Dropbox' ? 1 : 0
          bench.note({ variant, contestant: agentName, round }, measured, {
            files: gone.files,
            agentWriteCalls: Number(measured.figures['writeCalls']) - somebodyElse,
          })
        })
  },
  judge: (runs) =>
    [
      { variant: 'on the box', most: 30, goal: 'a handful: at most 30' },
      { variant: 'in Dropbox', most: 0, goal: 'none' },
    ].flatMap(({ variant, most, goal }) =>
      atMost(
        runs,
        `calls that change Dropbox, deleted ${variant}`,
        'agentWriteCalls',
        { variant },
        { most, goal, unit: '' },
      ),
    ),
  plots: [{ title: '10,000 files deleted', figure: 'seconds', unit: 's' }],
}
