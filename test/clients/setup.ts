import { execFileSync } from 'node:child_process'
import { fetchDropboxScript } from '../../bench/programs/dropbox-script.ts'
import { fetchUnstableRclone } from '../../bench/programs/unstable-rclone.ts'

// What the tests of this folder run, and which of Debian's packages has it.
const needed: readonly { package: string; program: string; words: readonly string[] }[] = [
  { package: 'python3-dropbox', program: '/usr/bin/python3', words: ['-c', 'import dropbox'] },
  { package: 'rclone', program: '/usr/bin/rclone', words: ['version'] },
  { package: 'openssl', program: 'openssl', words: ['version'] },
]

function works(program: string, words: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

const missing = needed.filter(({ program, words }) => !works(program, words)).map((one) => one.package)
if (missing.length > 0) {
  const install = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !works('apt-get', ['--version'])) {
    say(`These tests need Debian's ${missing.join(' and ')}. As root: apt-get update && ${install}`)
    process.exit(1)
  }
  say(`Installing ${missing.join(' and ')}`)
  try {
    const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'pipe' } as const
    execFileSync('apt-get', ['update'], quiet)
    execFileSync('apt-get', install.split(' ').slice(1), quiet)
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    say(`apt-get could not install them.\n${told}`)
    process.exit(1)
  }
}

try {
  await fetchUnstableRclone()
} catch (error) {
  say(
    `Going on with Debian's own rclone alone: the newer one cannot be fetched (${String(error).split('\n')[0]}).`,
  )
}

try {
  await fetchDropboxScript()
} catch (error) {
  say(
    `Debian's nautilus-dropbox, which has Dropbox's own script, cannot be fetched (${String(error).split('\n')[0]}).`,
  )
  process.exit(1)
}
