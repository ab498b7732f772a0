import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'

/** A folder of the test's own, absolute and resolved; removed at its end. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await makeTemporaryFolder()
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The same for code that removes it by itself. */
export async function makeTemporaryFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'box-parts-')))
}
