import { existsSync, statSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { withBoxLock } from './box-lock.ts'
import { placeDaemon } from './daemon.ts'
import { distributionFolder } from './distribution.ts'
import { writeFileDurably } from './durable-file.ts'
import { asBoxError, BoxError } from './errors.ts'
import type { InstallStep } from './install-step.ts'
import { isIntact, type Manifest, readManifest } from './manifest.ts'
import { nodeToInstall } from './node-runtime.ts'
import type { BoxPaths } from './paths.ts'
import { placeVersion } from './place-version.ts'
import { addToProfile } from './profile.ts'
import { isLinkPlace, linkProgram, requireLinkPlace } from './programs.ts'

/** What an installation is made from, and who wants to know how it goes. */
export type InstallOptions = {
  paths: BoxPaths
  /** folder with the packed programs; those that run now */
  distribution?: string
  /** the Node.js executable to copy; see nodeToInstall */
  node?: string
  onStep?: (step: InstallStep) => void
  /** bytes that may still be written below a folder */
  freeBytes?: (folder: string) => Promise<number>
}

export type Installation = {
  version: string
  /** whether programs were written: false when this very build was there already, whole */
  changed: boolean
  /** why the programs could not be put on the PATH of shells to come, although the part is installed */
  profileProblem: unknown
  /** why Dropbox's own dropbox.py cannot start the agent, although the part is installed */
  daemonProblem: unknown
}

/**
 * Installs the dropbox part, and `parts` itself, under ~/.parts; over another version it is an upgrade, which leaves the
 * link and all state alone and keeps the old version's folder (see removeOtherVersions).
 * A crash at any moment leaves programs that work, old or new; installing again completes it.
 * Throws BoxError; nothing is left behind of a version that could not be completed.
 */
export async function installPart({
  paths,
  distribution = distributionFolder(),
  node = nodeToInstall(distribution),
  onStep = () => undefined,
  freeBytes = freeBytesBelow,
}: InstallOptions): Promise<Installation> {
  if (!existsSync(paths.home)) throw new BoxError({ code: 'home_missing', home: paths.home })
  const manifest = readManifest(distribution)
  if (!manifest || !isIntact(distribution, manifest)) {
    throw new BoxError({ code: 'distribution_damaged', folder: distribution })
  }
  const source = { distribution, manifest, node }
  try {
    return await withBoxLock(
      paths,
      async () => {
        for (const link of programLinks(paths, manifest)) requireLinkPlace(link.path)
        onStep('installing')
        if (!isInstalled(paths, manifest)) await requireSpace(paths, source, freeBytes)
        const changed = await installDropbox(paths, source, onStep)
        await keepParts(paths, source, onStep)
        const profileProblem = await problemOf(addToProfile(paths))
        onStep('profile written')
        const daemonProblem = await problemOf(
          placeDaemon(paths, manifest.version).catch((error: unknown) => {
            throw asBoxError(error, paths.daemonFolder)
          }),
        )
        return { version: manifest.version, changed, profileProblem, daemonProblem }
      },
      () => onStep('waiting for another installation'),
    )
  } catch (error) {
    throw asBoxError(error, paths.partsRoot)
  }
}

/** Folders of a version that man and shells look into, by a name below ~/.parts that stays: man looks beside each folder of the PATH (manpath(1)). */
const sharedFolders = [
  ['man', 'share/man'],
  ['completion', 'share/templates/completion'],
] as const

type Source = { distribution: string; manifest: Manifest; node: string }

async function installDropbox(
  paths: BoxPaths,
  { distribution, manifest, node }: Source,
  onStep: (step: InstallStep) => void,
): Promise<boolean> {
  // The programs of bin/ are for npm's folder; those of part/ are the part's.
  const wanted = Object.keys(manifest.files).filter((path) => !path.startsWith('bin/'))
  const sources = new Map(wanted.map((path) => [path.replace(/^part\//, 'bin/'), join(distribution, path)]))
  const files = Object.fromEntries(
    wanted.map((path) => [path.replace(/^part\//, 'bin/'), manifest.files[path] ?? '']),
  )
  const changed = await placeVersion({
    target: join(paths.packageFolder, manifest.version),
    manifest: { ...manifest, files },
    sources,
    node,
    shareWithin: paths.partsRoot,
    onStep,
  })
  // A person's editor makes no folders.
  await mkdir(dirname(paths.configFile), { recursive: true })
  onStep('activating')
  for (const { path, program } of programLinks(paths, manifest)) {
    if (!path.startsWith(paths.binFolder)) continue
    await linkProgram(path, program)
    onStep('program linked')
  }
  for (const [name, folder] of sharedFolders) {
    const path = join(paths.partsRoot, name)
    // What another package manager of this root keeps there is its own; our commands work without.
    if (!isLinkPlace(path)) continue
    await linkProgram(path, join(paths.packageFolder, manifest.version, folder))
    onStep('program linked')
  }
  await writeFileDurably(join(paths.activeFolder, 'dropbox'), manifest.version)
  onStep('activated')
  return changed
}

/** Keeps `parts` itself under ~/.parts, so that it works without the folder that npm installed it to. */
async function keepParts(
  paths: BoxPaths,
  { distribution, manifest }: Source,
  onStep: (step: InstallStep) => void,
): Promise<void> {
  const target = join(paths.autopartsFolder, manifest.version)
  const installed = join(paths.packageFolder, manifest.version)
  if (target !== distribution) {
    // The part's files are the same ones, and hard links to them cost no space.
    const sources = Object.keys(manifest.files).map((path) => {
      const twin = join(installed, path.replace(/^part\//, 'bin/'))
      return [path, path.startsWith('bin/') ? join(distribution, path) : twin] as const
    })
    await placeVersion({
      target,
      manifest,
      sources: new Map(sources),
      node: join(installed, 'node', 'bin', 'node'),
      shareWithin: paths.partsRoot,
      onStep,
    })
  }
  await linkProgram(join(paths.autopartsFolder, 'bin', 'parts'), join(target, 'bin', 'parts'))
  onStep('parts kept')
}

function programLinks(paths: BoxPaths, { version, files }: Manifest): { path: string; program: string }[] {
  const programs = Object.keys(files).filter((path) => path.startsWith('part/'))
  return [
    ...programs.map((path) => ({
      path: join(paths.binFolder, basename(path)),
      program: join(paths.packageFolder, version, 'bin', basename(path)),
    })),
    {
      path: join(paths.autopartsFolder, 'bin', 'parts'),
      program: join(paths.autopartsFolder, version, 'bin', 'parts'),
    },
  ]
}

function isInstalled(paths: BoxPaths, manifest: Manifest): boolean {
  return readManifest(join(paths.packageFolder, manifest.version))?.build === manifest.build
}

async function requireSpace(
  paths: BoxPaths,
  { distribution, manifest, node }: Source,
  freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
  const files = Object.keys(manifest.files).map((path) => join(distribution, path))
  const needed = [...files, node].reduce((sum, file) => sum + statSync(file).size, 0)
  await mkdir(paths.packageFolder, { recursive: true })
  if ((await freeBytes(paths.packageFolder)) < needed) {
    throw new BoxError({ code: 'no_space', path: paths.packageFolder, needed })
  }
}

async function freeBytesBelow(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

async function problemOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}
