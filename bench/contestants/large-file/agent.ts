import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type BenchBox, linkedBox } from '../../stage/box.ts'
import type { BenchDropbox } from '../../stage/dropbox.ts'
import { writeLargeFile } from '../../stage/large-file.ts'
import { measure } from '../../stage/measure.ts'
import type { Usage } from '../../stage/program.ts'
import { agentName } from '../agent.ts'
import { type LargeFile, largeFileName, largeFileSettings, type Mover, verifyLargeFile } from './mover.ts'

/** A large file that was written to a moment ago is not read yet, since it may still grow; this one lies there. ms. */
const lainStill = 5_000

/** From `parts start dropbox` until it says that it is up to date. */
export const byAgent = moverOf('', synced)

/** Killed when half of the file is over, and started again. */
export const byKilledAgent = moverOf(', killed in the middle', killedAndSynced)

type Work = (box: BenchBox, dropbox: BenchDropbox, bytes: number) => Promise<Usage>

function moverOf(how: string, work: Work): Mover {
  const move = async (box: BenchBox, dropbox: BenchDropbox, { account, bytes }: LargeFile) => {
    const measured = await measure(dropbox, largeFileSettings, () => work(box, dropbox, bytes))
    // Whoever is measured next shall have the machine for himself.
    await box.stop()
    await verifyLargeFile(account, join(box.folder, largeFileName))
    return measured
  }
  return {
    name: agentName,
    how,
    async up(t, dropbox, file) {
      const box = await linkedBox(t, dropbox, file.account)
      await writeLargeFile(join(box.folder, largeFileName), file.bytes, file.seed)
      await pause(lainStill)
      return await move(box, dropbox, file)
    },
    down: async (t, dropbox, file) => move(await linkedBox(t, dropbox, file.account), dropbox, file),
  }
}

async function synced(box: BenchBox): Promise<Usage> {
  await box.start()
  await box.upToDate(1)
  return await box.usage()
}

async function killedAndSynced(box: BenchBox, dropbox: BenchDropbox, bytes: number): Promise<Usage> {
  const transferred = async (): Promise<number> => {
    const { contentBytesUp, contentBytesDown } = await dropbox.stats()
    return contentBytesUp + contentBytesDown
  }
  const before = await transferred()
  await box.start()
  const pid = await box.pid()
  while ((await transferred()) - before < bytes / 2) await pause(5)
  process.kill(pid, 'SIGKILL')
  return await synced(box)
}
