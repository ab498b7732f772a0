import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { onStage } from '../stage/stage.ts'
import { hashesOf } from '../stage/tree.ts'

const variants = ['on the box', 'in Dropbox'] as const

export const copyFolder: Row = {
  name: 'copy-folder',
  title: 'A copy of a folder with 9,500 files',
  about:
    'A folder that is in sync is copied on the box, then in Dropbox. What the other side needs it has already, so that nothing has to be sent.',
  variants,
  async measure(bench) {
    const shape = bench.tree({ files: 9_500, folders: 475, bytes: 2048, top: 'original' })
    for (let round = 0; round < bench.times; round++)
      for (const variant of variants.filter(bench.wants))
        await onStage([shape], async ({ box, change, verify }) => {
          const measured = await change(async () => {
            if (variant === 'on the box')
              cpSync(join(box.folder, 'original'), join(box.folder, 'copy'), { recursive: true })
            else if (
              (await box.account.user.call('copy_v2', { from_path: '/original', to_path: '/copy' })) ===
              undefined
            )
              throw new Error('Dropbox does not copy the folder.')
            await box.until(
              async (control) =>
                existsSync(join(box.folder, 'copy')) && (await control.report()).files === 2 * shape.files,
            )
          })
          await verify(new Map([...hashesOf(shape), ...hashesOf({ ...shape, top: 'copy' })]))
          const { contentBytesUp = 0, contentBytesDown = 0 } = measured.figures
          bench.note({ variant, contestant: agentName, round }, measured, {
            files: shape.files,
            contentBytes: contentBytesUp + contentBytesDown,
          })
        })
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
    { title: 'A copy of a folder with 9,500 files', figure: 'seconds', unit: 's' },
    { title: 'Requests', figure: 'requests', unit: '' },
  ],
}
