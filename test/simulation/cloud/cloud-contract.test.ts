import test from 'ava'
import { cloudContract } from '../../runtime/cloud/cloud-contract.ts'
import type { Write } from '../../runtime/cloud/contract/dropbox.ts'
import { createChance } from '../world/chance.ts'
import { usualHabits } from './account/habits.ts'
import { calm, type RequestName } from './connection/misbehaviour.ts'
import { createIdleClock } from './idle-clock.ts'
import { createSimulatedDropbox, type SimulatedCloud } from './simulated-dropbox.ts'

const requests: Readonly<Record<Write, RequestName>> = {
  upload: 'upload',
  'batch of uploads': 'finish',
  move: 'move',
  copy: 'copy-files',
  'batch of copies': 'copy-files',
  'create folder': 'create-folders',
  'delete file': 'delete-files',
  'delete folder': 'delete-folder',
}

cloudContract(test, 'simulated', async () => {
  const clock = createIdleClock(Date.now())
  const dropbox = createSimulatedDropbox({ now: clock.now, random: createChance(1) })
  let boxes = 0
  const another = (): SimulatedCloud => {
    const name = `box ${++boxes}`
    const misbehaviour = { ...calm, chunk: [1, 40] as const }
    return dropbox.cloudFor({ name, clock, random: createChance(boxes + 1), misbehaviour })
  }
  const cloud = another()
  return {
    cloud,
    another,
    large: 100,
    part: 24,
    pages: async (size) => dropbox.behave({ ...usualHabits, pageSize: [size, size], emptyPage: 1 }),
    caseOnlyMove: async (mode) => dropbox.behave({ ...usualHabits, caseOnlyMove: mode }),
    setQuota: async (bytes) => dropbox.setQuota(bytes),
    resetCursors: async () => dropbox.resetCursors(),
    loseAnswer: async (write) => cloud.plan({ request: requests[write], fault: 'lost' }),
    cutFolder: async () => cloud.plan({ request: 'download-folder', fault: 'cut' }),
    cutDownload: async () => cloud.plan({ request: 'download', fault: 'cut' }),
    setOnline: async (online) => (online ? cloud.goOnline() : cloud.goOffline()),
    unlink: async () => cloud.setLinked(false),
  }
})
