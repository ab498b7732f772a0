import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { startEmulator } from '../../emulator/server.ts'
import { processIdentity } from '../../runtime/agent/process/process-identity.ts'
import { linkTree } from './link-tree.ts'
import { onceForAll } from './once.ts'

const root = join(import.meta.dirname, '..', '..')

/** The package as people get it, made once for all tests. */
export type InstalledPackage = {
  /** the file that `npm pack` made */
  tarball: string
  /** the prefix that `npm install -g` installed it to: bin/, lib/node_modules/box-parts */
  prefix: string
  /** a folder with the machine's programs except every Node.js and npm */
  programs: string
  /** a home in which `parts install dropbox` has run; never to be changed */
  home: string
}

/**
 * Packs the package, installs the tarball with `npm install -g`, and the part with `parts install dropbox`.
 * No network: the Node.js that npm would fetch with it is linked from where `npm ci` has put it.
 */
export function installedPackage(): Promise<InstalledPackage> {
  made ??= packAndInstall()
  return made
}

let made: Promise<InstalledPackage> | undefined

async function packAndInstall(): Promise<InstalledPackage> {
  await onceForAll(`build ${root} ${process.pid} ${processIdentity(process.pid)?.startedTicks}`, async () => {
    await execa(process.execPath, ['build.ts', '--quiet'], { cwd: root })
  })
  const { build } = JSON.parse(readFileSync(join(root, 'dist', 'manifest.json'), 'utf8'))
  const packageJson = readFileSync(join(root, 'package.json'), 'utf8')
  const folder = await onceForAll(`${build} ${packageJson} ${process.version} ${layout}`, makePackage)
  return placesIn(folder)
}

/** To be raised when what makePackage makes changes. */
const layout = 4

async function makePackage(folder: string): Promise<void> {
  const { prefix, programs, home } = placesIn(folder)
  await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
  const { tarball } = placesIn(folder)
  // An empty cache makes npm leave out the optional Node.js, whatever this machine has fetched before.
  const offline = ['--offline', '--cache', join(folder, 'npm-cache')]
  await execa('npm', ['install', '--global', '--prefix', prefix, ...offline, tarball], { cwd: folder })
  const modules = join(prefix, 'lib', 'node_modules', 'box-parts', 'node_modules')
  for (const runtime of globSync('node_modules/node-linux-*', { cwd: root })) {
    linkTree(join(root, runtime, 'bin'), join(modules, basename(runtime), 'bin'))
  }
  linkPrograms(programs)
  mkdirSync(home)
  const env = { HOME: home, PATH: programs }
  await execa(join(prefix, 'bin', 'parts'), ['install', 'dropbox'], { env, extendEnv: false })
  await compile(folder)
}

/** Uses every program once in a home like `home`: what Node compiled of them stands in its ~/.parts/var/cache, which other homes are given. */
async function compile(folder: string): Promise<void> {
  const { home, programs } = placesIn(folder)
  const used = join(folder, 'used')
  const parts = join(used, '.parts')
  linkTree(join(home, '.parts'), parts)
  const emulator = await startEmulator({ dataFolder: join(folder, 'emulator') })
  try {
    const env = {
      ...{ HOME: used, PATH: programs, DROPBOX_API_URL: emulator.url, DROPBOX_APP_KEY: 'emulatorappkey0' },
      DROPBOX_REFRESH_TOKEN: emulator.issueToken().refresh_token,
    }
    for (const [program, ...operands] of [
      ['bin/dropbox', 'status'],
      ['bin/dropbox_init', '--yes'],
      ['bin/dropbox', 'exclude'],
      ['bin/dropbox', 'start'],
      ['bin/dropbox', 'rescan'],
      ['bin/dropbox', 'doctor'],
      ['bin/dropbox', 'help'],
      ['bin/dropbox_init', '--yes'],
      ['autoparts/bin/parts', 'stop', 'dropbox'],
      ['autoparts/bin/parts', 'start', 'dropbox'],
      ['bin/dropbox', 'stop'],
    ] as const)
      await execa(join(parts, program), operands, { env, extendEnv: false, input: '', reject: false })
  } finally {
    await emulator.close()
  }
  const cache = join('var', 'cache')
  rmSync(join(home, '.parts', cache), { recursive: true, force: true })
  mkdirSync(join(home, '.parts', 'var'), { recursive: true })
  renameSync(join(parts, cache), join(home, '.parts', cache))
  rmSync(used, { recursive: true })
}

function placesIn(folder: string): InstalledPackage {
  const [tarball = 'not packed yet'] = globSync('*.tgz', { cwd: folder })
  return {
    tarball: join(folder, tarball),
    prefix: join(folder, 'npm'),
    programs: join(folder, 'programs'),
    home: join(folder, 'home'),
  }
}

function linkPrograms(folder: string): void {
  mkdirSync(folder)
  for (const bin of ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].filter(existsSync)) {
    for (const name of readdirSync(bin)) {
      const link = join(folder, name)
      if (!/^(node|npm|npx|corepack|yarn|pnpm)/.test(name) && !existsSync(link))
        symlinkSync(join(bin, name), link)
    }
  }
}
