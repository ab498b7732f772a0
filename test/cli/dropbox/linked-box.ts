import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { describeDropboxFailure } from '../../../cli/dropbox/failure.ts'
import { runDropbox } from '../../../cli/dropbox/program.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../emulator/server.ts'
import { openControl } from '../../../runtime/agent/client.ts'
import type { AgentReport } from '../../../runtime/agent/control.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { type Box, installedPart, type Outcome } from '../../installed/box.ts'
import { quickDisk } from '../../quick-disk.ts'
import { linkHere } from '../init/link-here.ts'
import { runHere } from '../run-here.ts'

/** A box with the installed part, beside a Dropbox of its own. */
export type DropboxBox = Box & {
  emulator: Emulator
  /** ~/Dropbox */
  folder: string
  workspace: string
  /** what `dropbox` does with these words in the home, in this process: for a tenth of what starting the program costs */
  here(...words: string[]): Promise<Outcome>
  /** the same in another folder */
  hereIn(currentFolder: string, ...words: string[]): Promise<Outcome>
  /** puts a file into Dropbox by a plain call of the API */
  put(path: string, content: string): Promise<void>
  /** deletes something in Dropbox by a plain call of the API */
  remove(path: string): Promise<void>
  /** waits until the running agent reports something, and gives that report; fails after 30 s */
  reports(wanted: (report: AgentReport) => boolean): Promise<AgentReport>
  /** waits until a condition holds; fails after 30 s */
  until(condition: () => boolean | Promise<boolean>): Promise<void>
}

/** A Dropbox of its own for a test. */
export async function emulatorFor(
  t: ExecutionContext,
  options: Partial<EmulatorOptions> = {},
): Promise<Emulator> {
  const dataFolder = mkdtempSync(join(quickDisk(), 'dropbox-'))
  const emulator = await startEmulator({ dataFolder, ...options })
  t.teardown(async () => {
    await emulator.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })
  return emulator
}

/** A box that is not linked yet, with an empty workspace. */
export async function unlinkedBox(t: ExecutionContext): Promise<DropboxBox> {
  const emulator = await emulatorFor(t)
  const box = await installedPart(t, { DROPBOX_API_URL: emulator.url, DROPBOX_APP_KEY: 'emulatorappkey0' })
  const home = realpathSync(box.home)
  const workspace = join(home, 'workspace')
  mkdirSync(workspace)
  const { access_token: token } = emulator.issueToken()
  const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    for (const deadline = Date.now() + 30_000; !(await condition()); await pause(25))
      if (Date.now() > deadline) throw new Error('It did not happen within 30 s.')
  }
  const hereIn: DropboxBox['hereIn'] = (currentFolder, ...words) =>
    runHere(
      (terminal) =>
        runDropbox(terminal, words, { environment: { ...box.env }, currentFolder, calledAs: 'dropbox' }),
      describeDropboxFailure,
      box.env,
    )
  return {
    ...box,
    here: (...words) => hereIn(home, ...words),
    hereIn,
    home,
    emulator,
    folder: join(home, 'Dropbox'),
    workspace,
    until,
    async put(path, content) {
      const answer = await fetch(`${emulator.url}/2/files/upload`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/octet-stream',
          'Dropbox-API-Arg': JSON.stringify({ path, mode: 'overwrite' }),
        },
        body: content,
      })
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    },
    async remove(path) {
      const answer = await fetch(`${emulator.url}/2/files/delete_v2`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ path }),
      })
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    },
    async reports(wanted) {
      let last: AgentReport | undefined
      await until(async () => {
        await using control = await openControl(boxPaths(box.env))
        last = await control.report()
        return wanted(last)
      })
      if (!last) throw new Error('There was no report.')
      return last
    },
  }
}

/** A box that is linked as `dropbox_init --yes` links it with these words; nothing of Dropbox is chosen unless they say so. */
export async function linkedBox(t: ExecutionContext, words: readonly string[] = []): Promise<DropboxBox> {
  const box = await unlinkedBox(t)
  await link(t, box, words)
  return box
}

/** Links a box, so that what was put into its Dropbox before can be named. */
export async function link(t: ExecutionContext, box: DropboxBox, words: readonly string[]): Promise<void> {
  const { refresh_token: token } = box.emulator.issueToken()
  const environment = { ...box.env, DROPBOX_REFRESH_TOKEN: token }
  t.deepEqual(await linkHere(['--yes', ...words], environment, box.home), [])
}

/** Whether the agent is idle and everything is the same on both sides. */
export function isSynced({ status }: AgentReport): boolean {
  return status.state === 'up-to-date'
}
