import { cpSync, existsSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fastCommits } from '../../stage/settings.ts'
import { onStage } from '../../stage/stage.ts'
import type { SyncedBox } from '../../stage/synced-box.ts'
import { pathsOf, type TreeShape } from '../../stage/tree.ts'
import { usual, type Work } from './work.ts'

type Change = (box: SyncedBox, shape: TreeShape, kept: number) => Promise<void>

/** What happens to a folder on a box, one after the other: each finds what those before it have left. */
const changes: Readonly<Record<string, Change>> = {
  async touch(box, shape, kept) {
    for (const path of pathsOf(shape)) utimesSync(join(box.folder, path), new Date(), new Date())
    await using control = await box.control()
    await control.rescan()
    await box.upToDate(shape.files + kept)
  },
  async copy(box, { files }, kept) {
    cpSync(join(box.folder, 'project'), join(box.folder, 'copy'), { recursive: true })
    await box.until(
      async (control) =>
        (await control.report()).files === 2 * files + kept &&
        (await control.remote('')).some((item) => item.path === '/copy' && item.files === files),
    )
  },
  async delete(box, { files }, kept) {
    rmSync(join(box.folder, 'copy'), { recursive: true })
    await box.until(
      async (control) =>
        !existsSync(join(box.folder, 'copy')) &&
        (await control.report()).files === files + kept &&
        (await control.remote('')).every((item) => item.path !== '/copy'),
    )
  },
  async rename(box, { files }) {
    renameSync(join(box.folder, 'project'), join(box.folder, 'renamed'))
    await box.until(async (control) =>
      (await control.remote('')).some((item) => item.path === '/renamed' && item.files === files),
    )
  },
}

export const folderChanges: Work = {
  variants: Object.keys(changes).map((name) => ({ name, figures: usual })),
  base: 100,
  unit: 'files',
  async measure({ size, seed, wants, note }) {
    const shape = { files: size, folders: Math.ceil(size / 20), bytes: 2048, seed }
    // With so many more no deletion needs the word of a person.
    const kept = { ...shape, files: 2 * size, folders: 2 * shape.folders, seed: seed + 1, top: 'kept' }
    await onStage([shape, kept], async ({ box, change }) => {
      for (const [name, work] of Object.entries(changes)) {
        // What is not wanted itself may still be needed by those after it.
        const measured = await change(() => work(box, shape, kept.files), fastCommits)
        if (wants(name)) note(name, measured)
      }
    })
  },
}
