import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fetchUnstablePackage, folderOf } from './unstable-package.ts'

const SCRIPT = join(folderOf('nautilus-dropbox'), 'usr/bin/dropbox')

/** Dropbox's own command line, the `dropbox.py` of nautilus-dropbox as Debian packs it, if it was fetched. */
export function dropboxScript(): string | undefined {
  return existsSync(SCRIPT) ? SCRIPT : undefined
}

/** Fetches it. Gives its path; throws if apt cannot get it. */
export async function fetchDropboxScript(): Promise<string> {
  if (dropboxScript() === undefined) await fetchUnstablePackage('nautilus-dropbox', 'non-free')
  return SCRIPT
}
