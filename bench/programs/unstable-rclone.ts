import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where it is kept: out of the repository, and gone with the dependencies. */
const FOLDER = resolve(import.meta.dirname, '../../node_modules/.cache/rclone-unstable')
const PROGRAM = join(FOLDER, 'usr/bin/rclone')
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** The rclone of Debian's unstable suite, if it was fetched. */
export function unstableRclone(): string | undefined {
  return existsSync(PROGRAM) ? PROGRAM : undefined
}

/**
 * Fetches the rclone of Debian's unstable suite, which runs as it is on older Debians, by apt with lists and caches
 * of its own: nothing is installed, root is not needed. Gives its path; throws if apt cannot get it.
 */
export async function fetchUnstableRclone(): Promise<string> {
  const known = unstableRclone()
  if (known !== undefined) return known
  const work = await mkdtemp(join(tmpdir(), 'rclone-unstable-'))
  try {
    await writeFile(
      join(work, 'sources.list'),
      `deb [signed-by=${KEYRING}] http://deb.debian.org/debian unstable main\n`,
    )
    for (const folder of ['lists/partial', 'cache/archives/partial', 'none', 'unpacked'])
      await mkdir(join(work, folder), { recursive: true })
    const settings = {
      'Dir::Etc::sourcelist': join(work, 'sources.list'),
      'Dir::Etc::sourceparts': join(work, 'none'),
      'Dir::State::lists': join(work, 'lists'),
      'Dir::Cache': join(work, 'cache'),
      'Acquire::Languages': 'none',
      'APT::Sandbox::User': '',
    }
    const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
    await run('apt-get', [...options, 'update'], { cwd: work })
    await run('apt-get', [...options, 'download', 'rclone'], { cwd: work })
    const archive = (await readdir(work)).find((name) => name.endsWith('.deb'))
    if (archive === undefined) throw new Error('apt-get downloaded no package')
    await run('dpkg-deb', ['-x', join(work, archive), join(work, 'unpacked')])
    await rm(FOLDER, { recursive: true, force: true })
    await mkdir(join(FOLDER, '..'), { recursive: true })
    await rename(join(work, 'unpacked'), FOLDER).catch(async () => {
      // Another file system: rename cannot cross it.
      await run('cp', ['-a', join(work, 'unpacked'), FOLDER])
    })
    return PROGRAM
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
