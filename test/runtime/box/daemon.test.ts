import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { placeDaemon, removeDaemon } from '../../../runtime/box/daemon.ts'
import { temporaryHome } from './temporary-home.ts'

test('a dropboxd is there for the script to start, and gone with the part', async (t) => {
  const paths = temporaryHome(t)
  await placeDaemon(paths, '1.0.0')
  await placeDaemon(paths, '1.1.0')
  t.is(readFileSync(join(paths.daemonFolder, 'VERSION'), 'utf8'), '1.1.0\n')
  mkdirSync(paths.binFolder, { recursive: true })
  writeFileSync(join(paths.binFolder, 'dropbox'), '#!/bin/sh\necho "$AUTOPARTS_ROOT" "$@"\ncat\n', {
    mode: 0o755,
  })
  const daemon = join(paths.daemonFolder, 'dropboxd')
  const env = { HOME: paths.home, PATH: '/usr/bin:/bin' }
  const run = (...words: string[]) =>
    execFileSync(daemon, words, { env, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
  t.is(run(), `${paths.partsRoot} start --quiet\n`)
  t.is(run('/testrun', '0'), '')
  await removeDaemon(paths)
  t.false(existsSync(paths.daemonFolder))
  await removeDaemon(paths)
})

test('a daemon of somebody else stays as it is, also one that came after ours', async (t) => {
  const paths = temporaryHome(t)
  const theirs = join(paths.daemonFolder, 'dropboxd')
  for (const isFirst of [false, true]) {
    if (isFirst) mkdirSync(paths.daemonFolder, { recursive: true })
    else await placeDaemon(paths, '1.0.0')
    writeFileSync(theirs, 'theirs')
    await placeDaemon(paths, '1.1.0')
    await removeDaemon(paths)
    t.is(readFileSync(theirs, 'utf8'), 'theirs')
    t.true(readdirSync(paths.daemonFolder).length <= 2)
  }
})

test('a link to the daemon of an older part, a file, or a folder with something in it is left alone', async (t) => {
  for (const make of [
    (folder: string) => symlinkSync('/nowhere', folder),
    (folder: string) => writeFileSync(folder, ''),
    (folder: string) => {
      mkdirSync(folder)
      writeFileSync(join(folder, 'dropbox-lnx'), '')
    },
  ]) {
    const paths = temporaryHome(t)
    make(paths.daemonFolder)
    await placeDaemon(paths, '1.0.0')
    await removeDaemon(paths)
    t.false(existsSync(join(paths.daemonFolder, 'dropboxd')))
  }
})

test('what was put beside ours stays when ours goes', async (t) => {
  const paths = temporaryHome(t)
  await placeDaemon(paths, '1.0.0')
  writeFileSync(join(paths.daemonFolder, 'note'), 'mine')
  await removeDaemon(paths)
  t.deepEqual(readdirSync(paths.daemonFolder), ['note'])
})
