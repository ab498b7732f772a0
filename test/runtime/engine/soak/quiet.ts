import type { Emulator } from '../../../../emulator/server.ts'
import type { TestBox } from '../test-box.ts'
import { rest } from './rest.ts'

/** Looking again changes nothing, anywhere. */
export async function quiet(boxes: readonly TestBox[], emulator: Emulator): Promise<void> {
  const before = JSON.stringify(writes(emulator))
  for (let look = 0; look < 3; look++) for (const box of boxes) await box.engine.rescan()
  await rest(boxes)
  const after = JSON.stringify(writes(emulator))
  if (before !== after) throw new Error(`no quiet:\n${before}\n${after}`)
}

function writes(emulator: Emulator): Record<string, number> {
  const reading = /list_folder|get_metadata|get_current_account|download|token/
  const { routes } = emulator.stats()
  return Object.fromEntries(Object.entries(routes).filter(([route]) => !reading.test(route)))
}
