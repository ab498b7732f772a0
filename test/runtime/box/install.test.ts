import { execFile, execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { readConfiguration } from '../../../runtime/box/configuration.ts'
import { BoxError } from '../../../runtime/box/errors.ts'
import { installPart } from '../../../runtime/box/install.ts'
import { activePart, installedParts } from '../../../runtime/box/installed.ts'
import { filesBelow } from '../../../runtime/box/manifest.ts'
import { type BoxPaths, boxPaths } from '../../../runtime/box/paths.ts'
import { removeOtherVersions, uninstallPart } from '../../../runtime/box/uninstall.ts'
import { copyTree } from './copy-tree.ts'
import { makeDistribution, programsOf } from './distribution.ts'
import { temporaryHome } from './temporary-home.ts'

const run = promisify(execFile)
const installer = join(import.meta.dirname, 'killed-installer.ts')

function install(paths: BoxPaths, packed: { distribution: string; node: string }) {
  return installPart({ paths, ...packed })
}

/** What each installed program prints; one shell starts them all, for each start from here copies what this process has in memory. */
function outputs(paths: BoxPaths): string[] {
  const programs = programsOf(paths)
  const printed = execFileSync('/bin/sh', ['-ec', 'for program; do "$program"; done', 'sh', ...programs], {
    encoding: 'utf8',
  })
  const lines = printed.trimEnd().split('\n')
  if (lines.length !== programs.length) throw new Error(`The programs printed: ${printed}`)
  return lines
}

test('the layout is that of Box Parts', async (t) => {
  const paths = temporaryHome(t)
  const packed = makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')
  const { version, changed, profileProblem } = await install(paths, packed)
  t.deepEqual([version, changed, profileProblem], ['1.0.0', true, undefined])
  t.is(readFileSync(join(paths.partsRoot, '.config', 'active', 'dropbox'), 'utf8'), '1.0.0')
  t.is(readlinkSync(join(paths.binFolder, 'dropbox')), '../packages/dropbox/1.0.0/bin/dropbox')
  t.deepEqual(readdirSync(paths.binFolder).sort(), ['dropbox', 'dropbox_init'])
  t.deepEqual(readdirSync(join(paths.packageFolder, '1.0.0')).sort(), [
    'VERSION',
    'bin',
    'lib',
    'manifest.json',
    'node',
    'share',
  ])
  t.deepEqual(readdirSync(paths.autopartsFolder).sort(), ['1.0.0', 'bin'])
  for (const output of outputs(paths)) t.is(output, 'one')
  t.is(activePart(paths)?.version, '1.0.0')
  writeFileSync(paths.configFile, '{"trash": {"days": 30}}')
  t.is((await readConfiguration(paths)).trash.days, 30)
})

test('parts and the part share their files on the disk', async (t) => {
  const paths = temporaryHome(t)
  await install(paths, makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one'))
  const inode = (path: string) => statSync(path).ino
  for (const path of ['node/bin/node', 'lib/dropbox.js', 'VERSION']) {
    t.is(inode(join(paths.packageFolder, '1.0.0', path)), inode(join(paths.autopartsFolder, '1.0.0', path)))
  }
})

test('installing the same again changes no file', async (t) => {
  const paths = temporaryHome(t)
  const packed = makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')
  await install(paths, packed)
  const files = () => {
    return filesBelow(paths.packagesFolder).map((path) => [
      path,
      statSync(join(paths.packagesFolder, path)).ctimeMs,
    ])
  }
  const before = files()
  const profile = readFileSync(join(paths.home, '.profile'), 'utf8')
  t.false((await install(paths, packed)).changed)
  t.deepEqual(files(), before)
  t.is(readFileSync(join(paths.home, '.profile'), 'utf8'), profile)
})

test('a file that is missing or changed, or a Node.js that does not run, is repaired', async (t) => {
  const paths = temporaryHome(t)
  const packed = makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')
  const installed = join(paths.packageFolder, '1.0.0')
  const damages = [
    () => rmSync(join(installed, 'lib', 'dropbox.js')),
    () => writeFileSync(join(installed, 'VERSION'), 'x'),
    () => writeFileSync(join(installed, 'node', 'bin', 'node'), 'x'),
    () => rmSync(join(installed, 'manifest.json')),
    () => rmSync(paths.binFolder, { recursive: true }),
  ]
  await install(paths, packed)
  for (const damage of damages) {
    damage()
    await install(paths, packed)
    for (const output of outputs(paths)) t.is(output, 'one')
  }
})

test('an upgrade keeps configuration and state, and the old version goes when that is said', async (t) => {
  const paths = temporaryHome(t)
  await install(paths, makeDistribution(join(paths.home, 'npm1'), '1.0.0', 'one'))
  mkdirSync(paths.stateFolder, { recursive: true })
  writeFileSync(paths.credentialsFile, 'secret')
  await install(paths, makeDistribution(join(paths.home, 'npm2'), '2.0.0', 'two'))
  t.deepEqual(installedParts(paths).get('dropbox'), ['1.0.0', '2.0.0'])
  for (const output of outputs(paths)) t.is(output, 'two')
  await removeOtherVersions(paths, '2.0.0')
  t.deepEqual(installedParts(paths).get('dropbox'), ['2.0.0'])
  t.deepEqual(readdirSync(paths.autopartsFolder).sort(), ['2.0.0', 'bin'])
  t.is(readFileSync(paths.credentialsFile, 'utf8'), 'secret')
  for (const output of outputs(paths)) t.is(output, 'two')
})

test('another build of the same version replaces it, and what only the older one had stays until that is said', async (t) => {
  const paths = temporaryHome(t)
  await install(paths, makeDistribution(join(paths.home, 'npm1'), '1.0.0', 'one'))
  const library = join(paths.packageFolder, '1.0.0', 'lib')
  const [older = ''] = readdirSync(library).filter((name) => name.startsWith('main-'))
  t.true((await install(paths, makeDistribution(join(paths.home, 'npm2'), '1.0.0', 'two'))).changed)
  for (const output of outputs(paths)) t.is(output, 'two')
  t.true(readdirSync(library).includes(older))
  await removeOtherVersions(paths, '1.0.0')
  t.false(readdirSync(library).includes(older))
  t.is(readdirSync(library).length, 3)
  for (const output of outputs(paths)) t.is(output, 'two')
})

test('parts under ~/.parts can install the part again by itself', async (t) => {
  const paths = temporaryHome(t)
  const packed = makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')
  await install(paths, packed)
  const own = join(paths.autopartsFolder, '1.0.0')
  t.is(await uninstallPart(paths, () => undefined, own), own)
  t.deepEqual(readdirSync(paths.binFolder), [])
  t.false(existsSync(dirname(paths.configFile)), 'nothing was set')
  await installPart({ paths, distribution: own })
  for (const output of outputs(paths)) t.is(output, 'one')
})

for (const [title, before, after] of [
  ['a first installation', undefined, '1.0.0'],
  ['an upgrade', '1.0.0', '2.0.0'],
  ['another build of the same version', '1.0.0', '1.0.0'],
] as const) {
  test(`${title} that is killed at any step leaves what was there working, and can be completed`, async (t) => {
    const packages = temporaryHome(t).home
    const older = makeDistribution(join(packages, 'older'), before ?? '0', 'old')
    const newer = makeDistribution(join(packages, 'newer'), after, 'new')
    const paths = temporaryHome(t)
    const isCompleted = async (step: string): Promise<void> => {
      if (before) for (const output of outputs(paths)) t.regex(output, /^(old|new)$/, step)
      if (before) t.true(existsSync(activePart(paths)?.folder ?? ''), step)
      await install(paths, newer)
      await removeOtherVersions(paths, after)
      for (const output of outputs(paths)) t.is(output, 'new', step)
      t.deepEqual(installedParts(paths), new Map([['dropbox', [after]]]))
      t.deepEqual(readdirSync(paths.packageFolder), [after], 'nothing half done is left')
    }

    if (before) await install(paths, older)
    const begun = join(packages, 'begun')
    copyTree(paths.home, begun)
    // What stands on the disk at a step is what a process leaves that is killed there.
    const left: string[] = []
    const onStep = (step: string) => {
      const copy = join(packages, `${left.length} ${step}`)
      copyTree(paths.home, copy)
      left.push(copy)
    }
    await installPart({ paths, ...newer, onStep })
    t.true(left.length >= 10)
    for (const home of left) {
      rmSync(paths.home, { recursive: true })
      renameSync(home, paths.home)
      await isCompleted(home)
    }

    rmSync(paths.home, { recursive: true })
    renameSync(begun, paths.home)
    const operands = [paths.home, newer.distribution, newer.node, String(left.length >> 1)]
    t.is(spawnSync(process.execPath, [installer, ...operands]).signal, 'SIGKILL')
    await isCompleted('a process that is killed')
  })
}

test('two installations at once end as one', async (t) => {
  const paths = temporaryHome(t)
  const { distribution, node } = makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')
  const start = () => run(process.execPath, [installer, paths.home, distribution, node, '-1'])
  await Promise.all([start(), start(), start()])
  for (const output of outputs(paths)) t.is(output, 'one')
  t.is(readFileSync(join(paths.home, '.bashrc'), 'utf8').match(/# >>> box-parts/g)?.length, 1)
})

test('too little space is said before anything is written', async (t) => {
  const paths = temporaryHome(t)
  const packed = makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')
  const error = await t.throwsAsync(installPart({ paths, ...packed, freeBytes: async () => 500 }), {
    instanceOf: BoxError,
  })
  t.is(error?.code, 'no_space')
  t.regex(
    error?.message ?? '',
    /^No space left on the disk of .*packages\/dropbox \(1 MB are needed\)\. Free some/,
  )
  t.deepEqual(readdirSync(paths.packageFolder), [])
})

test('a home that cannot be written, or is not there, is said in one sentence', async (t) => {
  const packed = makeDistribution(temporaryHome(t).home, '1.0.0', 'one')
  const code = async (home: string) => {
    const error = await t.throwsAsync(install(boxPaths({ HOME: home }), packed), { instanceOf: BoxError })
    return error?.code
  }
  t.is(await code('/sys'), 'not_writable')
  t.is(await code('/nowhere/at/all'), 'home_missing')
})

test('a Node.js for another kind of machine is refused, and the version before stays', async (t) => {
  const paths = temporaryHome(t)
  await install(paths, makeDistribution(join(paths.home, 'npm1'), '1.0.0', 'one'))
  const { distribution, node } = makeDistribution(join(paths.home, 'npm2'), '2.0.0', 'two')
  writeFileSync(node, '\x7fELF of another machine')
  const error = await t.throwsAsync(installPart({ paths, distribution, node }), { instanceOf: BoxError })
  t.is(error?.code, 'node_unusable')
  t.deepEqual(readdirSync(paths.packageFolder), ['1.0.0'])
  for (const output of outputs(paths)) t.is(output, 'one')
})

test('a package with a missing or changed file is not installed', async (t) => {
  const paths = temporaryHome(t)
  const packed = makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')
  writeFileSync(join(packed.distribution, 'lib', 'dropbox.js'), 'echo hacked')
  const error = await t.throwsAsync(install(paths, packed), { instanceOf: BoxError })
  t.is(error?.code, 'distribution_damaged')
  t.false(existsSync(paths.packagesFolder))
})

test('a file of the person where a program would go is left alone', async (t) => {
  const paths = temporaryHome(t)
  mkdirSync(paths.binFolder, { recursive: true })
  writeFileSync(join(paths.binFolder, 'dropbox'), 'mine')
  const error = await t.throwsAsync(
    install(paths, makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one')),
    {
      instanceOf: BoxError,
    },
  )
  t.is(error?.code, 'in_the_way')
  t.is(readFileSync(join(paths.binFolder, 'dropbox'), 'utf8'), 'mine')
  t.false(existsSync(join(paths.packageFolder, '1.0.0')))
})

test('a profile that cannot be changed is reported, and the part is installed all the same', async (t) => {
  const paths = temporaryHome(t)
  mkdirSync(join(paths.home, '.bashrc'))
  const { profileProblem } = await install(paths, makeDistribution(join(paths.home, 'npm'), '1.0.0', 'one'))
  t.true(profileProblem instanceof BoxError && profileProblem.code === 'not_a_file')
  for (const output of outputs(paths)) t.is(output, 'one')
})
