import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { DropboxBox } from '../dropbox/linked-box.ts'

/** Asserts that nothing of a link is on the box: no credentials, index, configuration, Dropbox folder or startup script. */
export function isUntouched(t: ExecutionContext, box: DropboxBox): void {
  const state = join(box.home, '.parts', 'var', 'dropbox')
  const kept = existsSync(state) ? readdirSync(state).filter((name) => !/^(lock|run)/.test(name)) : []
  t.deepEqual(kept, [])
  for (const path of [
    box.folder,
    join(box.home, '.parts', 'etc'),
    join(box.home, 'startup.sh'),
    join(box.workspace, '.dropbox.cache'),
  ])
    t.false(existsSync(path), path)
}

/** Asserts that no link is left at Dropbox: every token that was given to the box has been taken back. */
export function isTakenBack(t: ExecutionContext, box: DropboxBox): void {
  t.is(box.emulator.stats().routes['auth/token/revoke'], 1)
}
