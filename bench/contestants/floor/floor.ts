import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { type Measured, measure } from '../../stage/measure.ts'
import { runMeasured } from '../../stage/program.ts'
import { hashesOf, writeTree } from '../../stage/tree.ts'
import { verifyCloud, verifyDisk } from '../../stage/verify.ts'
import type { Contestant, Task } from '../contestant.ts'

export const floorName = 'the API’s floor'

/** The fewest calls that the API allows, by scripts that do nothing else: how near to it is possible is what a real client is measured by. */
export const floor: Contestant = {
  name: floorName,
  async up(task) {
    const measured = await run(task, 'up.ts', (folder) => writeTree(folder, task.shape))
    await verifyCloud(task.account.user, hashesOf(task.shape))
    return measured
  },
  down: (task) =>
    run(
      task,
      'down.ts',
      async () => undefined,
      (folder) => verifyDisk(folder, hashesOf(task.shape)),
    ),
}

async function run(
  { dropbox, account, settings }: Task,
  script: string,
  before: (folder: string) => Promise<void>,
  after: (folder: string) => void = () => undefined,
): Promise<Measured> {
  // It stays until all runs are over (see `leave`).
  const folder = await mkdtemp(join(dropbox.folder, 'floor-'))
  await before(folder)
  const words = [join(import.meta.dirname, script), folder, dropbox.url, account.accessToken]
  const measured = await measure(dropbox, settings, () =>
    runMeasured([process.execPath, ...words], {
      folder: dropbox.folder,
      environment: {
        PATH: process.env['PATH'] ?? '/usr/bin:/bin',
        NODE_EXTRA_CA_CERTS: dropbox.authority,
      },
    }),
  )
  after(folder)
  return measured
}
