import { randomBytes } from 'node:crypto'
import type { Random } from '../../ports/random.ts'

/** The machine's source of chance. */
export const systemRandom: Random = {
  identity: () => randomBytes(16).toString('hex'),
  fraction: () => Math.random(),
}
