import { type SwapWorld, swapWorldOn } from '../../../runtime/local/swap/world.ts'
import { createChance } from '../../world/chance.ts'
import { createDisk, type DiskSettings, type SimulatedDisk } from '../disk.ts'

/** A swap world on a simulated disk. */
export interface SimulatedSwapWorld extends SwapWorld {
  readonly disk: SimulatedDisk
}

const start = Date.UTC(2026, 10, 3)

/** A root on a new simulated disk. Each look at the clock is 1 ms later than the one before. */
export async function makeSimulatedSwapWorld(
  settings: Partial<DiskSettings> & { readonly seed?: number } = {},
): Promise<SimulatedSwapWorld> {
  const { seed = 1, ...own } = settings
  let now = start
  const disk = createDisk({ clock: () => now++, random: createChance(seed, 'disk').fraction, ...own })
  const root = '/home/person/Dropbox'
  disk.hands.mkdir(root)
  const world = await swapWorldOn({
    root,
    files: disk.files({ actor: 'agent' }),
    hands: disk.hands,
    async outside() {
      disk.hands.mkdir('/home/person/outside')
      return '/home/person/outside'
    },
    remove: () => undefined,
  })
  return { ...world, disk }
}
