import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fetchUnstablePackage, folderOf } from './unstable-package.ts'

const PROGRAM = join(folderOf('rclone'), 'usr/bin/rclone')

/** The rclone of Debian's unstable suite, if it was fetched. */
export function unstableRclone(): string | undefined {
  return existsSync(PROGRAM) ? PROGRAM : undefined
}

/** Fetches the rclone of Debian's unstable suite, which runs as it is on older Debians. Gives its path; throws if apt cannot get it. */
export async function fetchUnstableRclone(): Promise<string> {
  const known = unstableRclone()
  if (known === undefined) await fetchUnstablePackage('rclone')
  return PROGRAM
}
