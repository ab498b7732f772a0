import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '../../../emulator/server.ts'
import { type CloudOptions, createCloud, type DropboxCloud } from '../../../runtime/cloud/dropbox.ts'
import type { Credentials } from '../../../runtime/cloud/sign-in/credentials.ts'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { createFixedRandom, createVirtualClock, type VirtualClock } from './virtual-clock.ts'

export {
  allDone,
  bytesOf,
  contents,
  fileToUpload,
  listed,
  memoryOfSessions,
  uploaded,
} from './cloud-calls.ts'

import { quickDisk } from '../../quick-disk.ts'

export interface EmulatedDropbox {
  readonly emulator: Emulator
  /** The emulator's clock too. */
  readonly clock: VirtualClock
  readonly cloud: DropboxCloud
  readonly credentials: Credentials
  another(options?: Partial<CloudOptions>): DropboxCloud
  /** Sends a control request, such as `POST tokens/expire`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** Calls by route since the last reset. */
  routes(): Record<string, number>
}

/** An emulator, an account in it and a cloud that reaches it; all end with the test. */
export async function emulatedDropbox(
  t: { teardown(work: () => unknown): void },
  options: Partial<CloudOptions> = {},
): Promise<EmulatedDropbox> {
  const dataFolder = await mkdtemp(join(quickDisk(), 'emulated-'))
  const clock = createVirtualClock(Date.now())
  const emulator = await startEmulator({ dataFolder, now: () => clock.now(), seed: 1 })
  const clouds: DropboxCloud[] = []
  t.teardown(async () => {
    await Promise.all(clouds.map((cloud) => cloud.close()))
    await emulator.close()
    await rm(dataFolder, { recursive: true, force: true })
  })
  const issued = emulator.issueToken()
  const credentials: Credentials = {
    kind: 'refreshable',
    appKey: issued.app_key,
    refreshToken: secret(issued.refresh_token),
    access: { token: secret(issued.access_token), expiresAt: clock.now() + issued.expires_in * 1000 },
  }
  const another = (more: Partial<CloudOptions> = {}): DropboxCloud => {
    const cloud = createCloud({
      credentials,
      apiUrl: emulator.url,
      clock,
      random: createFixedRandom(),
      userAgent: 'test/1',
      ...options,
      ...more,
    })
    clouds.push(cloud)
    return cloud
  }
  return {
    emulator,
    clock,
    credentials,
    another,
    cloud: another(),
    async control(method, path, body) {
      const answer = await fetch(`${emulator.url}/emulator/${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      if (!answer.ok) throw new Error(await answer.text())
      return answer.json()
    },
    routes: () => ({ ...emulator.stats().routes }),
  }
}
