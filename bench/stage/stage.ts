import { createScope } from '../../test/chaos/scope.ts'
import { type BenchDropbox, openDropbox } from './dropbox.ts'
import { withoutMarks } from './marks.ts'
import { type Measured, measure } from './measure.ts'
import { untilQuiet } from './quiet.ts'
import { type DropboxSettings, slowCommits } from './settings.ts'
import { type SyncedBox, syncedBox } from './synced-box.ts'
import type { TreeShape } from './tree.ts'
import { verifyCloud, verifyDisk } from './verify.ts'

/** Where most rows play: a Dropbox, and a box that is in sync with it. */
export interface Stage {
  readonly dropbox: BenchDropbox
  readonly box: SyncedBox
  /** Measures what the running agent takes for a change, from rest to rest, without the marks that it leaves. */
  change(work: () => Promise<void>, settings?: DropboxSettings): Promise<Measured>
  /** Measures what an agent that is stopped takes from its start until something is so, without the marks that it leaves. */
  start(until: () => Promise<void>, settings?: DropboxSettings): Promise<Measured>
  /** Throws Incomplete unless both sides hold exactly these files. */
  verify(expected: ReadonlyMap<string, string>): Promise<void>
}

/** Plays on a stage of its own where these trees are in sync; everything of it is gone afterwards. */
export async function onStage(
  shapes: readonly TreeShape[],
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  await using scope = createScope()
  const dropbox = await openDropbox(scope)
  const box = await syncedBox(scope, dropbox, shapes)
  await play({
    dropbox,
    box,
    async change(work, settings = slowCommits) {
      await untilQuiet(dropbox)
      return await withoutMarks(box.account.user, () => measure(dropbox, settings, () => box.during(work)))
    },
    start: (until, settings = slowCommits) =>
      withoutMarks(box.account.user, () =>
        measure(dropbox, settings, async () => {
          await box.start()
          await until()
          return await box.usage()
        }),
      ),
    async verify(expected) {
      await verifyCloud(box.account.user, expected)
      verifyDisk(box.folder, expected)
    },
  })
}
