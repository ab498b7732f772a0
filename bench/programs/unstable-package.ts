import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Where a package's files are kept: out of the repository, and gone with the dependencies. */
export function folderOf(name: string): string {
  return resolve(import.meta.dirname, `../../node_modules/.cache/${name}-unstable`)
}

/**
 * Fetches a package of Debian's unstable suite by apt with lists and caches of its own, and unpacks it into `folderOf(name)`: nothing is installed, root
 * is not needed. Throws if apt cannot get it.
 */
export async function fetchUnstablePackage(
  name: string,
  component: 'main' | 'non-free' = 'main',
): Promise<void> {
  const folder = folderOf(name)
  const work = await mkdtemp(join(tmpdir(), `${name}-unstable-`))
  try {
    await writeFile(
      join(work, 'sources.list'),
      `deb [signed-by=${KEYRING}] http://deb.debian.org/debian unstable ${component}\n`,
    )
    for (const made of ['lists/partial', 'cache/archives/partial', 'none', 'unpacked'])
      await mkdir(join(work, made), { recursive: true })
    const settings = {
      'Dir::Etc::sourcelist': join(work, 'sources.list'),
      'Dir::Etc::sourceparts': join(work, 'none'),
      'Dir::State::lists': join(work, 'lists'),
      'Dir::Cache': join(work, 'cache'),
      'Acquire::Languages': 'none',
      'APT::Sandbox::User': '',
    }
    const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])
    await run('apt-get', [...options, 'update'], { cwd: work })
    await run('apt-get', [...options, 'download', name], { cwd: work })
    const archive = (await readdir(work)).find((file) => file.endsWith('.deb'))
    if (archive === undefined) throw new Error('apt-get downloaded no package')
    await run('dpkg-deb', ['-x', join(work, archive), join(work, 'unpacked')])
    await rm(folder, { recursive: true, force: true })
    await mkdir(join(folder, '..'), { recursive: true })
    await rename(join(work, 'unpacked'), folder).catch(async () => {
      // Another file system: rename cannot cross it.
      await run('cp', ['-a', join(work, 'unpacked'), folder])
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
