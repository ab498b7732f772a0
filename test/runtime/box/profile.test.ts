import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { BoxError } from '../../../runtime/box/errors.ts'
import { addToProfile, removeFromProfile } from '../../../runtime/box/profile.ts'
import { temporaryHome } from './temporary-home.ts'

function pathIn(home: string, shell: string, ...flags: string[]): string[] {
  const env = { HOME: home, PATH: '/usr/bin:/bin' }
  // An interactive shell without a terminal says so on standard error.
  const stdio = ['ignore', 'pipe', 'ignore'] as const
  return execFileSync(shell, [...flags, '-c', 'echo "$PATH"'], { env, stdio: [...stdio], encoding: 'utf8' })
    .trim()
    .split(':')
}

test('login shells and terminals find the programs, first on the PATH, and parts last', async (t) => {
  const { home, ...paths } = temporaryHome(t)
  t.deepEqual(await addToProfile({ home, ...paths }), [join(home, '.profile'), join(home, '.bashrc')])
  for (const flags of [['-l'], ['-i'], ['-l', '-i']]) {
    const path = pathIn(home, '/bin/bash', ...flags)
    t.is(path[0], join(home, '.parts', 'bin'))
    t.is(path.at(-1), join(home, '.parts', 'autoparts', 'bin'))
    t.is(path.filter((folder) => folder.includes('.parts')).length, 2)
  }
})

test('a login shell that reads ~/.bash_profile finds them too, and no ~/.profile is made', async (t) => {
  const paths = temporaryHome(t)
  writeFileSync(join(paths.home, '.bash_profile'), '. ~/.bashrc\nexport MINE=1\n')
  writeFileSync(join(paths.home, '.bashrc'), 'case $- in *i*) ;; *) return;; esac\n')
  await addToProfile(paths)
  t.is(pathIn(paths.home, '/bin/bash', '-l')[0], paths.binFolder)
  t.is(pathIn(paths.home, '/bin/bash', '-i')[0], paths.binFolder)
  t.false(existsSync(join(paths.home, '.profile')))
})

test('the lines are added once', async (t) => {
  const paths = temporaryHome(t)
  await addToProfile(paths)
  t.deepEqual(await addToProfile(paths), [])
})

test('removing them gives every file its bytes back, and removes those that were made', async (t) => {
  const paths = temporaryHome(t)
  const contents: Record<string, Buffer> = {
    '.profile': Buffer.from('export A=1'),
    '.bashrc': Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0xff, 0x00, 0x0a]),
    '.zshrc': Buffer.from(''),
  }
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(paths.home, name), content)
  chmodSync(join(paths.home, '.profile'), 0o600)
  t.is((await addToProfile(paths)).length, 3)
  t.is((await removeFromProfile(paths)).length, 3)
  for (const [name, content] of Object.entries(contents)) {
    t.deepEqual(readFileSync(join(paths.home, name)), content)
  }
  t.is(statSync(join(paths.home, '.profile')).mode & 0o777, 0o600)

  const empty = temporaryHome(t)
  await addToProfile(empty)
  await removeFromProfile(empty)
  t.false(existsSync(join(empty.home, '.profile')) || existsSync(join(empty.home, '.bashrc')))
})

test('a profile that is a symlink into a folder of dotfiles stays one', async (t) => {
  const paths = temporaryHome(t)
  mkdirSync(join(paths.home, 'dotfiles'))
  writeFileSync(join(paths.home, 'dotfiles', 'bashrc'), 'a\n')
  symlinkSync('dotfiles/bashrc', join(paths.home, '.bashrc'))
  await addToProfile(paths)
  t.true(lstatSync(join(paths.home, '.bashrc')).isSymbolicLink())
  t.regex(readFileSync(join(paths.home, 'dotfiles', 'bashrc'), 'utf8'), /^a\n# >>> box-parts/)
  symlinkSync('nowhere', join(paths.home, '.zshrc'))
  t.deepEqual(await addToProfile(paths), [])
})

test('a symlink to nothing is not written through', async (t) => {
  const paths = temporaryHome(t)
  symlinkSync('nowhere', join(paths.home, '.bashrc'))
  const error = await t.throwsAsync(addToProfile(paths), { instanceOf: BoxError })
  t.is(error?.code, 'not_a_file')
})

test('a root outside the home, with odd characters, is quoted', async (t) => {
  const paths = temporaryHome(t, { AUTOPARTS_ROOT: '/opt/a "b" $HOME `c`\\d' })
  await addToProfile(paths)
  t.is(pathIn(paths.home, '/bin/bash', '-l')[0], '/opt/a "b" $HOME `c`\\d/bin')
})
