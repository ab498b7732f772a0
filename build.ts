import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { writeLaunchers } from './build/launchers.ts'
import { notices } from './build/notices.ts'
import { describeFiles, isIntact, manifestName, readManifest } from './runtime/box/manifest.ts'
import { removeUnlisted, replaceTree } from './runtime/box/replace-tree.ts'

const root = import.meta.dirname
const dist = join(root, 'dist')
const sourcePatterns = [
  'cli/**/*',
  'runtime/**/*',
  'emulator/**/*',
  'templates/**/*',
  'build/**/*',
  'startup.sh.template',
  '*.ts',
  '*.json',
  'LICENSE',
]
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const quiet = process.argv.includes('--quiet')

async function main(): Promise<void> {
  using _lock = waitForOtherBuilds()
  const sources = fingerprint()
  const stamp = join(root, 'node_modules', '.cache', 'box-parts', 'sources')
  const built = readManifest(dist)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources && built && isIntact(dist, built)) {
    return say(`dist is up to date (${version})`)
  }

  const staged = join(root, 'dist.new')
  rmSync(staged, { recursive: true, force: true })
  try {
    await fill(staged)
    await replaceTree(staged, dist)
    await removeUnlisted(dist)
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
  writeFileSync(stamp, sources)
  say(`built dist (${version})`)
}

async function fill(folder: string): Promise<void> {
  // Loaded only here: that dist is up to date is to be said at once.
  const { bundle } = await import('./build/bundles.ts')
  const { writeManual } = await import('./build/manual.ts')
  const metafile = await bundle(join(folder, 'lib'))
  // Without it Node.js would look into each file to find out that it is a module (Node.js documentation, "Determining module system").
  writeFileSync(join(folder, 'lib', 'package.json'), `${JSON.stringify({ type: 'module' })}\n`)
  writeLaunchers(folder)
  const share = join(folder, 'share')
  cpSync(join(root, 'templates'), join(share, 'templates'), { recursive: true })
  await writeManual(share, version)
  for (const file of ['startup.sh.template', 'LICENSE']) cpSync(join(root, file), join(share, file))
  writeFileSync(join(share, 'THIRD-PARTY.txt'), notices(metafile))
  writeFileSync(join(folder, 'VERSION'), `${version}\n`)
  writeFileSync(join(folder, manifestName), `${JSON.stringify(describeFiles(folder, version), null, 1)}\n`)
}

/** Lets one build run at a time; the database lock is freed by the system even when a build is killed. */
function waitForOtherBuilds(): Disposable {
  const folder = join(root, 'node_modules', '.cache', 'box-parts')
  mkdirSync(folder, { recursive: true })
  const lock = new DatabaseSync(join(folder, 'build.lock'), { timeout: 300_000 })
  lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  return { [Symbol.dispose]: () => lock.close() }
}

/** A hash that changes when anything changes that a build is made of. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of globSync(sourcePatterns, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

function say(text: string): void {
  if (!quiet) process.stdout.write(`${text}\n`)
}

try {
  await main()
} catch (error) {
  // esbuild has already said what is wrong in which file.
  if (!(error instanceof Error && 'errors' in error)) throw error
  process.exitCode = 1
}
