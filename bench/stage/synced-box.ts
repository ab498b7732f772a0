import { setTimeout as pause } from 'node:timers/promises'
import type { Control } from '../../runtime/agent/control.ts'
import type { Cleanup } from '../../test/installed/box.ts'
import { type BenchBox, linkedBox } from './box.ts'
import type { Account, BenchDropbox } from './dropbox.ts'
import { type Measured, measure } from './measure.ts'
import { forgetPeak, usageOf } from './process-usage.ts'
import type { Usage } from './program.ts'
import { untilQuiet } from './quiet.ts'
import { slowCommits } from './settings.ts'
import { addTree, type TreeShape, writeTree } from './tree.ts'

/** A box that is in sync with its account, whose agent runs and has nothing to do. */
export interface SyncedBox extends BenchBox {
  readonly account: Account
  /** What the agent took, started for the first time, until it knew all that lies on both sides. */
  readonly firstSync: Measured
  /** Waits until what the agent answers is as it should be, and it is up to date; looks once before it waits. */
  until(isSo: (control: Control) => Promise<boolean>, minutes?: number): Promise<void>
  /** What the agent took while something was done. */
  during(work: () => Promise<void>): Promise<Usage>
}

/** How often the agent is asked, ms. */
const asked = 25

/** The trees lie on both sides from the beginning, so that nothing has to be transferred. The agent marks the box in Dropbox before this is over. */
export async function syncedBox(
  t: Cleanup,
  dropbox: BenchDropbox,
  shapes: readonly TreeShape[],
): Promise<SyncedBox> {
  const account = await dropbox.account()
  const box = await linkedBox(t, dropbox, account)
  for (const shape of shapes) await Promise.all([addTree(account.user, shape), writeTree(box.folder, shape)])
  const firstSync = await measure(dropbox, slowCommits, async () => {
    await box.start()
    // A million files take their time.
    await box.upToDate(
      shapes.reduce((sum, { files }) => sum + files, 0),
      90,
    )
    return await box.usage()
  })
  await untilQuiet(dropbox)
  return {
    ...box,
    account,
    firstSync,
    async until(isSo, minutes = 30) {
      await using control = await box.control()
      for (const until = performance.now() + minutes * 60_000; ; await pause(asked)) {
        const { status } = await control.report()
        if (status.state === 'halted' || status.state === 'failed')
          throw new Error(`The agent stands still: ${JSON.stringify(status)}`)
        if (status.state === 'up-to-date' && (await isSo(control))) return
        if (performance.now() > until)
          throw new Error(`It does not come to it: ${JSON.stringify(await control.report())}`)
      }
    },
    async during(work) {
      const pid = await box.pid()
      const before = usageOf(pid)
      forgetPeak(pid)
      await work()
      const after = usageOf(pid)
      return { cpuSeconds: after.cpuSeconds - before.cpuSeconds, peakMemory: after.peakMemory }
    },
  }
}
