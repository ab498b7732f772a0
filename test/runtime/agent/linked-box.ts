import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { type Emulator, startEmulator } from '../../../emulator/server.ts'
import { openControl } from '../../../runtime/agent/client.ts'
import type { AgentReport } from '../../../runtime/agent/control.ts'
import { type Started, startAgent } from '../../../runtime/agent/start.ts'
import { writeCredentials } from '../../../runtime/cloud/sign-in/credentials-file.ts'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { quickDisk } from '../../quick-disk.ts'
import { betweenLooks, type Home, temporaryHome } from './home.ts'

/** The command of the real agent, run from its sources. */
export const realAgent = [process.execPath, join(import.meta.dirname, '../../../runtime/agent/main.ts')]

/** A home that is linked to a Dropbox of its own; the agent in it is the real one, run from its sources. */
export interface LinkedBox extends Pick<Home, 'paths'> {
  readonly emulator: Emulator
  /** The secrets of the link: what refreshes it, and what gives access now. */
  readonly tokens: readonly string[]
  /** What the agent is started with. */
  readonly environment: NodeJS.ProcessEnv
  start(): Promise<Started>
  /** Asks the agent until its report is as wanted. */
  until(wanted: (report: AgentReport) => boolean): Promise<AgentReport>
}

/** A linked box for a test; its agent is not started yet. */
export async function linkedBox(t: ExecutionContext): Promise<LinkedBox> {
  const dataFolder = await mkdtemp(join(quickDisk(), 'emulated-'))
  const emulator = await startEmulator({ dataFolder, seed: 1 })
  const { paths } = await temporaryHome(t)
  t.teardown(async () => {
    await emulator.close()
    await rm(dataFolder, { recursive: true, force: true })
  })
  const issued = emulator.issueToken()
  await writeCredentials(paths.credentialsFile, {
    kind: 'refreshable',
    appKey: issued.app_key,
    refreshToken: secret(issued.refresh_token),
    access: { token: secret(issued.access_token), expiresAt: Date.now() + 3_600_000 },
  })
  // It loads what the tests load, and need not compile it anew.
  const compiled = process.env['NODE_COMPILE_CACHE']
  const environment = {
    PATH: process.env['PATH'],
    HOME: paths.home,
    DROPBOX_API_URL: emulator.url,
    ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
  }
  return {
    ...{ paths, emulator, environment },
    tokens: [issued.refresh_token, issued.access_token],
    start: () => startAgent(paths, { command: realAgent, environment }),
    async until(wanted) {
      await using control = await openControl(paths)
      for (;;) {
        const report = await control.report()
        if (wanted(report)) return report
        await pause(betweenLooks)
      }
    },
  }
}
