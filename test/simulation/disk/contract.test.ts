import test from 'ava'
import { testFilesContract } from '../../runtime/local/files-contract.ts'
import { createChance } from '../world/chance.ts'
import { createDisk, type SimulatedDisk, type ViewSettings } from './disk.ts'

function diskWith(view: Partial<ViewSettings>): SimulatedDisk {
  const disk = createDisk({ clock: () => Date.now(), random: createChance(1).fraction, view })
  disk.hands.mkdir('/home/person')
  return disk
}

const views: Readonly<Record<string, Partial<ViewSettings>>> = {
  'the simulated disk': {},
  'the simulated disk without /proc': { descriptorPaths: false },
  'the simulated disk in small pieces': { longestRead: 7, longestWrite: 5000, statsAtOnce: 1 },
  'the simulated disk with turns': { turn: () => Promise.resolve() },
}

for (const [kind, view] of Object.entries(views))
  testFilesContract(test, kind, async () => ({ files: diskWith(view).files(), folder: '/home/person' }))
