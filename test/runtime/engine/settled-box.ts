import type { ExecutionContext } from 'ava'
import type { Emulator } from '../../../emulator/server.ts'
import { type RemoteSide, remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, type TestBox } from './test-box.ts'

/** A box that runs and is in sync with a Dropbox of its own, in which there is nothing yet. */
export async function settledBox(
  t: ExecutionContext,
): Promise<{ readonly emulator: Emulator; readonly box: TestBox; readonly cloud: RemoteSide }> {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  box.start()
  await box.settle()
  return { emulator, box, cloud: remoteSide(emulator) }
}
