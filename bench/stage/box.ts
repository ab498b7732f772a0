import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openControl } from '../../runtime/agent/client.ts'
import type { AgentReport, Control } from '../../runtime/agent/control.ts'
import { type BoxPaths, boxPaths } from '../../runtime/box/paths.ts'
import { type Box, type Cleanup, installedPart } from '../../test/installed/box.ts'
import type { Account, BenchDropbox } from './dropbox.ts'
import { usageOf } from './process-usage.ts'
import type { Usage } from './program.ts'

/** A box with the installed program, linked by TLS to an account, whose agent does not run yet. */
export interface BenchBox {
  /** The Dropbox folder. */
  readonly folder: string
  readonly paths: BoxPaths
  readonly box: Box
  /** `parts start dropbox`; throws when that fails. */
  start(): Promise<void>
  /** `parts stop dropbox`. */
  stop(): Promise<void>
  /** The process of the running agent; throws when there is none. */
  pid(): Promise<number>
  report(): Promise<AgentReport>
  /** To ask the running agent more. */
  control(): Promise<Control>
  /** Waits until the agent says that it is up to date and holds so many files. Throws when it halts, or after so many minutes. */
  upToDate(files: number, minutes?: number): Promise<void>
  /** What the running agent has taken since its start. */
  usage(): Promise<Usage>
}

/** How long the agent may take to answer, ms: on a busy machine, or with a million files, it has its hands full. */
const patience = 15 * 60_000

/** How often the agent is asked, ms. */
const asked = 25

export async function linkedBox(t: Cleanup, dropbox: BenchDropbox, account: Account): Promise<BenchBox> {
  const box = await installedPart(t, {
    DROPBOX_API_URL: dropbox.url,
    DROPBOX_APP_KEY: account.appKey,
    DROPBOX_REFRESH_TOKEN: account.refreshToken,
    NODE_EXTRA_CA_CERTS: dropbox.authority,
  })
  const linked = await box.dropboxInit('--yes', '--sync-all')
  if (linked.exitCode !== 0) throw new Error(`dropbox_init: ${linked.stderr}`)
  const paths = boxPaths({ HOME: box.home })
  const must = async (...words: string[]): Promise<void> => {
    const { exitCode, stderr } = await box.parts(...words)
    if (exitCode !== 0) throw new Error(`parts ${words.join(' ')}: ${stderr}`)
  }
  const control = () => openControl(paths, { patience })
  const report = async (): Promise<AgentReport> => {
    await using asked = await control()
    return await asked.report()
  }
  const pid = async (): Promise<number> => (await report()).pid
  const folder = join(box.home, 'Dropbox')
  t.teardown(async () => {
    await box.parts('stop', 'dropbox')
    // Every file of a box that is left is read for secrets, which a test of few files can afford.
    rmSync(folder, { recursive: true, force: true })
  })

  return {
    folder,
    paths,
    box,
    start: () => must('start', 'dropbox'),
    stop: () => must('stop', 'dropbox'),
    pid,
    report,
    control,
    async upToDate(files, minutes = 30) {
      for (const until = performance.now() + minutes * 60_000; ; await pause(asked)) {
        const { status, files: found, problems } = await report()
        if (status.state === 'up-to-date' && found === files) return
        if (status.state === 'halted' || status.state === 'failed' || status.state === 'unlinked')
          throw new Error(`The agent stands still: ${JSON.stringify(status)}`)
        if (performance.now() > until)
          throw new Error(
            `Not up to date: ${found} of ${files} files, ${problems} problems, ${JSON.stringify(status)}`,
          )
      }
    },
    usage: async () => usageOf(await pid()),
  }
}
