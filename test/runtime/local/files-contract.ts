import type { ExecutionContext, TestFn } from 'ava'
import type { Files } from '../../../runtime/ports/files.ts'
import { contentsContract } from './files-contract/contents.ts'
import type { It } from './files-contract/disk.ts'
import { foldersContract } from './files-contract/folders.ts'
import { mountsContract } from './files-contract/mounts.ts'
import { namesContract } from './files-contract/names.ts'
import { openFilesContract } from './files-contract/open-files.ts'
import { symlinksContract } from './files-contract/symlinks.ts'
import { timesAndModesContract } from './files-contract/times-and-modes.ts'

/** What every disk behind the `Files` port must do, real or simulated. `open` gives one with an empty folder of the test's own. */
export function testFilesContract(
  test: TestFn,
  kind: string,
  open: (t: ExecutionContext) => Promise<{ files: Files; folder: string }>,
): void {
  const it: It = (sentence, check) =>
    test(`${kind}: ${sentence}`, async (t) => {
      const { files, folder } = await open(t)
      await check(t, files, folder)
    })
  contentsContract(it)
  openFilesContract(it)
  foldersContract(it)
  symlinksContract(it)
  namesContract(it)
  timesAndModesContract(it)
  mountsContract(it)
}
