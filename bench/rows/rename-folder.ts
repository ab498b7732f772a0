import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import type { Measured } from '../stage/measure.ts'
import { onStage } from '../stage/stage.ts'
import { hashesOf } from '../stage/tree.ts'

const variants = [
  { side: 'box', running: true },
  { side: 'box', running: false },
  { side: 'Dropbox', running: true },
  { side: 'Dropbox', running: false },
] as const

const nameOf = ({ side, running }: (typeof variants)[number]): string =>
  `in the ${side}, agent ${running ? 'running' : 'stopped'}`.replace('the Dropbox', 'Dropbox')

export const renameFolder: Row = {
  name: 'rename-folder',
  title: 'A folder with 9,500 files gets another name',
  about:
    'A folder that is in sync is renamed on the box, then in Dropbox, while the agent runs and while it does not. A box that moves what it has, and asks Dropbox to do so, sends nothing. Dropbox moves at most 10,000 files and folders with one call (RelocationError, too_many_files), so that the folder has 9,500 files in 475 folders.',
  variants: variants.map(nameOf),
  async measure(bench) {
    const shape = bench.tree({ files: 9_500, folders: 475, bytes: 256, top: 'name-0' })
    await onStage([shape], async ({ box, change, start, verify }) => {
      let renamed = 0
      for (let round = 0; round < bench.times; round++)
        for (const variant of variants.filter((one) => bench.wants(nameOf(one)))) {
          const { side, running } = variant
          const [from, to] = [`name-${renamed}`, `name-${++renamed}`]
          const rename = async (): Promise<void> => {
            if (side === 'box') renameSync(join(box.folder, from), join(box.folder, to))
            else if (
              (await box.account.user.call('move_v2', { from_path: `/${from}`, to_path: `/${to}` })) ===
              undefined
            )
              throw new Error('Dropbox does not move the folder.')
          }
          const arrived = () =>
            box.until(async (control) =>
              side === 'box'
                ? (await control.remote('')).some(
                    ({ path, files }) => path === `/${to}` && files === shape.files,
                  )
                : existsSync(join(box.folder, to)) && (await control.report()).files === shape.files,
            )
          let measured: Measured
          if (running)
            measured = await change(async () => {
              await rename()
              await arrived()
            })
          else {
            await box.stop()
            await rename()
            measured = await start(arrived)
          }
          await verify(hashesOf({ ...shape, top: to }))
          const { writeCalls = 0, contentBytesUp = 0, contentBytesDown = 0 } = measured.figures
          bench.note({ variant: nameOf(variant), contestant: agentName, round }, measured, {
            files: shape.files,
            contentBytes: contentBytesUp + contentBytesDown,
            // The call that renames in Dropbox while the agent runs is somebody else's.
            agentWriteCalls: writeCalls - Number(side === 'Dropbox' && running),
          })
        }
    })
  },
  judge: (runs) =>
    variants
      .map(nameOf)
      .flatMap((variant) => [
        ...atMost(
          runs,
          `calls that change Dropbox, renamed ${variant}`,
          'agentWriteCalls',
          { variant },
          variant.startsWith('in Dropbox')
            ? { most: 0, goal: 'none', unit: '' }
            : { most: 1, goal: '1 move', unit: '' },
        ),
        ...atMost(
          runs,
          `content, renamed ${variant}`,
          'contentBytes',
          { variant },
          { most: 0, goal: '0 bytes', unit: 'bytes' },
        ),
      ]),
  plots: [{ title: 'A folder with 9,500 files gets another name', figure: 'seconds', unit: 's' }],
}
