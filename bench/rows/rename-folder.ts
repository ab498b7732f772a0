import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { openDropbox } from '../stage/dropbox.ts'
import { withoutMarks } from '../stage/marks.ts'
import { type Measured, measure } from '../stage/measure.ts'
import { slowCommits } from '../stage/settings.ts'
import { type SyncedBox, syncedBox } from '../stage/synced-box.ts'
import { hashesOf } from '../stage/tree.ts'
import { verifyCloud, verifyDisk } from '../stage/verify.ts'

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
  title: 'A folder with 10,000 files gets another name',
  about:
    'A folder that is in sync is renamed on the box, then in Dropbox, while the agent runs and while it does not. A box that moves what it has, and asks Dropbox to do so, sends nothing.',
  async measure(bench) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const shape = {
      ...{ files: bench.scaled(10_000), folders: bench.scaled(500), bytes: 256 },
      ...{ seed: bench.seed, top: 'name-0' },
    }
    const box = await syncedBox(scope, dropbox, [shape])
    let renamed = 0
    for (let round = 0; round < bench.times; round++)
      for (const variant of variants) {
        const [from, to] = [`name-${renamed}`, `name-${++renamed}`]
        if (!variant.running) await box.stop()
        const rename = () =>
          variant.side === 'box'
            ? renameSync(join(box.folder, from), join(box.folder, to))
            : box.account.user.call('move_v2', { from_path: `/${from}`, to_path: `/${to}` })
        const arrived = variant.side === 'box' ? inDropbox(to) : onDisk(to)
        if (!variant.running) await rename()
        const measured = await withoutMarks(box.account.user, () =>
          measure(dropbox, slowCommits, async () => {
            if (variant.running)
              return await box.during(async () => {
                await rename()
                await box.until(arrived)
              })
            await box.start()
            await box.until(arrived)
            return await box.usage()
          }),
        )
        const expected = hashesOf({ ...shape, top: to })
        await verifyCloud(box.account.user, expected)
        verifyDisk(box.folder, expected)
        bench.note({ variant: nameOf(variant), contestant: agentName, round }, measured, {
          files: shape.files,
          contentBytes: contentBytesOf(measured),
          // The call that renames in Dropbox while the agent runs is somebody else's.
          agentWriteCalls:
            Number(measured.figures['writeCalls']) - Number(variant.side === 'Dropbox' && variant.running),
        })
      }

    function inDropbox(name: string): Parameters<SyncedBox['until']>[0] {
      return async (control) =>
        (await control.remote('')).some(({ path, files }) => path === `/${name}` && files === shape.files)
    }
    function onDisk(name: string): Parameters<SyncedBox['until']>[0] {
      return async (control) =>
        existsSync(join(box.folder, name)) && (await control.report()).files === shape.files
    }
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
  plots: [{ title: 'A folder with 10,000 files gets another name', figure: 'seconds', unit: 's' }],
}

function contentBytesOf({ figures }: Measured): number {
  return Number(figures['contentBytesUp']) + Number(figures['contentBytesDown'])
}
