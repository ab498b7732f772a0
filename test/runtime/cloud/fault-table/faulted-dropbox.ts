import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmulator } from '../../../../emulator/server.ts'
import { createCloud } from '../../../../runtime/cloud/dropbox.ts'
import type { Credentials } from '../../../../runtime/cloud/sign-in/credentials.ts'
import { secret } from '../../../../runtime/cloud/sign-in/secret.ts'
import { quickDisk } from '../../../quick-disk.ts'
import { createFixedRandom, createVirtualClock } from '../virtual-clock.ts'
import type { FaultedDropbox } from './fault-table.ts'
import { startFront } from './front.ts'

/** An emulator behind a front, and clients that know the front alone; waiting between attempts takes no time. Ended by `close`. */
export async function startFaultedDropbox(): Promise<FaultedDropbox & { close(): Promise<void> }> {
  const dataFolder = await mkdtemp(join(quickDisk(), 'faulted-'))
  const clock = createVirtualClock(Date.now())
  const emulator = await startEmulator({ dataFolder, now: () => clock.now(), seed: 1 })
  const front = await startFront(emulator.url)
  const issued = emulator.issueToken()
  const credentials: Credentials = {
    kind: 'refreshable',
    appKey: issued.app_key,
    refreshToken: secret(issued.refresh_token),
    access: { token: secret(issued.access_token), expiresAt: undefined },
  }
  return {
    front,
    cloud: ({ change = (usual: Credentials): Credentials => usual, silence = 10_000 } = {}) =>
      createCloud({
        credentials: change(credentials),
        apiUrl: front.url,
        clock,
        random: createFixedRandom(),
        userAgent: 'test/1',
        silence,
      }),
    async close() {
      await front.close()
      await emulator.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
