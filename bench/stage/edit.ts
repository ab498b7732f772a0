import { once } from 'node:events'
import { statSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sendTo } from '../../test/chaos/dropbox-user.ts'
import type { Account, BenchDropbox } from './dropbox.ts'
import { type Measured, measure } from './measure.ts'
import { untilQuiet } from './quiet.ts'
import type { DropboxSettings } from './settings.ts'
import type { SyncedBox } from './synced-box.ts'
import { randomBytes } from './tree.ts'

/** One edit of a file of 2 KiB, the agent at rest before it: how long until the other side has it, ms. */
export type Edit = (
  side: 'on the box' | 'in Dropbox',
  settings: DropboxSettings,
) => Promise<{ readonly measured: Measured; readonly milliseconds: number }>

/**
 * Puts the file that is to be edited among the so many files of a box. An edit on the box has arrived when somebody who waits in Dropbox
 * (longpoll) is told; one in Dropbox when it stands on the disk.
 */
export async function openEditing(dropbox: BenchDropbox, box: SyncedBox, files: number): Promise<Edit> {
  const { account } = box
  const here = join(box.folder, 'project', 'edited.bin')
  writeFileSync(here, 'before the first edit')
  await box.upToDate(files + 1)
  let edits = 0
  return async (side, settings) => {
    await box.upToDate(files + 1)
    await untilQuiet(dropbox)
    // No two edits of a box are equal: content that is known already needs no transfer.
    const content = randomBytes(side === 'on the box' ? 1 : 2, edits, 2048 + edits++)
    const told = side === 'in Dropbox' ? undefined : await nextChange(dropbox, account)
    let milliseconds = 0
    const measured = await measure(dropbox, settings, () =>
      box.during(async () => {
        if (told === undefined) {
          const arrived = onDisk(here, content.length)
          await account.user.upload({ path: '/project/edited.bin', mode: 'overwrite' }, content)
          const began = performance.now()
          milliseconds = Math.max(0, (await arrived) - began)
        } else {
          const began = performance.now()
          writeFileSync(here, content)
          milliseconds = (await told()) - began
        }
      }),
    )
    return { measured, milliseconds }
  }
}

/** Begins to wait for the next change in a Dropbox; gives a wait for the moment in which it was told. */
async function nextChange(dropbox: BenchDropbox, { user }: Account): Promise<() => Promise<number>> {
  const latest = await user.call('list_folder/get_latest_cursor', { path: '', recursive: true })
  const told = sendTo(dropbox.url, '/2/files/list_folder/longpoll', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cursor: latest?.['cursor'], timeout: 60 }),
  }).then(() => performance.now())
  return () => told
}

/** When a file has got this size, which it is given in one piece. */
async function onDisk(file: string, size: number): Promise<number> {
  const watcher = watch(join(file, '..'))
  try {
    // For a moment nothing has that name: the old file is put aside first.
    while (statSync(file, { throwIfNoEntry: false })?.size !== size) await once(watcher, 'change')
    return performance.now()
  } finally {
    watcher.close()
  }
}
