import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { type BoxPaths, boxPaths } from '../../../runtime/box/paths.ts'

/** The places of a new, empty home, which is gone when the test ends. */
export function temporaryHome(t: ExecutionContext, environment: Record<string, string> = {}): BoxPaths {
  const home = mkdtempSync(join(tmpdir(), 'home-'))
  t.teardown(() => rmSync(home, { recursive: true, force: true }))
  return boxPaths({ HOME: home, DROPBOX_PLATFORM_CONFIG: join(home, 'platform.json'), ...environment })
}
