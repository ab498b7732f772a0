import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { rcloneBox } from '../../test/clients/rclone/rclone.ts'
import { fetchUnstableRclone } from '../programs/unstable-rclone.ts'
import { measure } from '../stage/measure.ts'
import { runMeasured } from '../stage/program.ts'
import { hashesOf, writeTree } from '../stage/tree.ts'
import { verifyCloud, verifyDisk } from '../stage/verify.ts'
import type { Contestant, Task } from './contestant.ts'

interface Flags {
  readonly up: readonly string[]
  readonly down: readonly string[]
}

/** The rclone of Debian's unstable suite as it comes. */
export const rcloneDefaults = rclone('rclone, defaults', { up: [], down: [] })

/** The quickest flags that were found for it. */
export const rcloneBest = rclone('rclone, best flags', {
  up: [
    ...['--transfers', '256', '--checkers', '64', '--dropbox-pacer-min-sleep', '1ms'],
    ...['--dropbox-batch-mode', 'sync', '--dropbox-batch-timeout', '100ms'],
  ],
  down: ['--transfers', '128', '--checkers', '64', '--dropbox-pacer-min-sleep', '0'],
})

function rclone(name: string, flags: Flags): Contestant {
  return {
    name,
    async up(task) {
      const folder = await newFolder(task)
      await writeTree(folder, task.shape)
      const measured = await copied(task, folder, [folder, 'dropbox:', ...flags.up])
      await verifyCloud(task.account.user, hashesOf(task.shape))
      return measured
    },
    async down(task) {
      const folder = await newFolder(task)
      const measured = await copied(task, folder, ['dropbox:', folder, ...flags.down])
      verifyDisk(folder, hashesOf(task.shape))
      return measured
    },
  }
}

async function copied({ dropbox, account, settings }: Task, folder: string, words: readonly string[]) {
  const program = await fetchUnstableRclone()
  const { environment } = rcloneBox(
    {
      folder: dropbox.folder,
      environment: {
        PATH: process.env['PATH'] ?? '/usr/bin:/bin',
        HOME: dropbox.folder,
        LC_ALL: 'C.UTF-8',
        HTTPS_PROXY: dropbox.proxy,
        SSL_CERT_FILE: dropbox.authority,
      },
    },
    program,
    { access_token: account.accessToken, refresh_token: account.refreshToken },
    // As many as it comes with: a call that was refused is no reason to give up.
    { RCLONE_RETRIES: '3' },
  )
  return measure(dropbox, settings, () =>
    runMeasured([program, 'copy', ...words], { folder: join(folder, '..'), environment }),
  )
}

/** A new folder on the disk that everything else is on, too; it stays until all runs are over (see `leave`). */
function newFolder({ dropbox }: Task): Promise<string> {
  return mkdtemp(join(dropbox.folder, 'rclone-'))
}
