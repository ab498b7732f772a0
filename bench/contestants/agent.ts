import { createScope } from '../../test/chaos/scope.ts'
import { linkedBox } from '../stage/box.ts'
import { leave } from '../stage/leave.ts'
import { measure } from '../stage/measure.ts'
import { hashesOf, writeTree } from '../stage/tree.ts'
import { verifyCloud, verifyDisk } from '../stage/verify.ts'
import type { Contestant, Task } from './contestant.ts'

export const agentName = 'box-parts'

/** This project's agent, installed: from `parts start dropbox` until it says that it is up to date. */
export const agent: Contestant = {
  name: agentName,
  async up(task) {
    return await synced(task, (folder) => writeTree(folder, task.shape))
  },
  async down(task) {
    return await synced(task, async () => undefined)
  },
}

async function synced(
  { dropbox, account, settings, shape }: Task,
  layOut: (folder: string) => Promise<void>,
) {
  await using scope = createScope()
  const box = await linkedBox(scope, dropbox, account)
  await layOut(box.folder)
  const measured = await measure(dropbox, settings, async () => {
    await box.start()
    await box.upToDate(shape.files)
    return await box.usage()
  })
  const expected = hashesOf(shape)
  await verifyCloud(account.user, expected)
  verifyDisk(box.folder, expected)
  await box.stop()
  await leave(dropbox, box.folder)
  return measured
}
