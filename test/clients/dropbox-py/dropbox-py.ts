import { fetchDropboxScript } from '../../../bench/programs/dropbox-script.ts'
import type { Box, Outcome } from '../../installed/box.ts'

/** Debian's Python, for which its nautilus-dropbox is made. */
const PYTHON = '/usr/bin/python3'

/** Runs Dropbox's own script, unchanged, on a box. */
export type DropboxPy = (
  words: readonly string[],
  options?: { readonly cwd?: string; readonly input?: string },
) => Promise<Outcome>

/** The script on a box; what Python itself has to say of it is left out. */
export async function dropboxPy(box: Box): Promise<DropboxPy> {
  const script = await fetchDropboxScript()
  const env = { PYTHONWARNINGS: 'ignore' }
  return (words, options = {}) => box.run(PYTHON, [script, ...words], { ...options, env })
}
