import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import test from 'ava'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { inspectRoot } from '../../../../runtime/local/roots/inspect-root.ts'
import { advanceGeneration, readMarker } from '../../../../runtime/local/roots/marker.ts'
import { DiskError, isDiskError } from '../../../../runtime/ports/files.ts'
import type { KnownRoot } from '../../../../runtime/ports/store.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const marker = { identity: 'ab'.repeat(16), generation: 3 }

async function establish(target: string): Promise<KnownRoot> {
  const { folder } = await establishRoot(files, target, marker)
  return { path: '/project', target, ...marker, ...folder }
}

test('a root that is as it was is ready', async (t) => {
  const root = await establish(await temporaryFolder(t))
  const { device, inode, born } = root
  const ready = { state: 'ready', folder: { device, inode, born }, isCopy: false } as const
  t.like(await inspectRoot(files, root), ready)
  writeFileSync(`${root.target}/f`, '')
  t.like(await inspectRoot(files, root), ready)
})

test('a marker that fits proves the root, even when a reboot has numbered the devices anew', async (t) => {
  const root = await establish(await temporaryFolder(t))
  const { device, inode, born } = root
  t.true(born > 0)
  t.like(await inspectRoot(files, { ...root, device: device + 1, inode: 1 }), {
    state: 'ready',
    folder: { device, inode, born },
    isCopy: false,
  })
})

test('a copy of a root with its marker is told from the root itself', async (t) => {
  const parent = await temporaryFolder(t)
  mkdirSync(`${parent}/root`)
  const root = await establish(`${parent}/root`)
  cpSync(root.target, `${parent}/copy`, { recursive: true, preserveTimestamps: true })
  renameSync(root.target, `${parent}/before`)
  renameSync(`${parent}/copy`, root.target)
  t.like(await inspectRoot(files, root), { state: 'ready', isCopy: true })
})

test('a root that is gone is missing', async (t) => {
  const root = await establish(await temporaryFolder(t))
  rmSync(root.target, { recursive: true })
  t.deepEqual(await inspectRoot(files, root), { state: 'missing' })
})

test('a root that is a file or only reached through a symlink is retyped', async (t) => {
  const folder = await temporaryFolder(t)
  mkdirSync(`${folder}/a/root`, { recursive: true })
  const root = await establish(`${folder}/a/root`)
  renameSync(`${folder}/a`, `${folder}/b`)
  symlinkSync('b', `${folder}/a`)
  t.deepEqual(await inspectRoot(files, root), { state: 'retyped' })
  rmSync(`${folder}/a`)
  mkdirSync(`${folder}/a`)
  writeFileSync(`${folder}/a/root`, '')
  t.deepEqual(await inspectRoot(files, root), { state: 'retyped' })
})

test('without its marker a root is emptied, on another device, or has lost its marker', async (t) => {
  const root = await establish(await temporaryFolder(t))
  rmSync(`${root.target}/.dropbox.cache`, { recursive: true })
  t.deepEqual(await inspectRoot(files, root), { state: 'emptied' })
  t.deepEqual(await inspectRoot(files, { ...root, device: root.device + 1 }), {
    state: 'other-device',
    device: root.device,
  })
  writeFileSync(`${root.target}/f`, '')
  t.deepEqual(await inspectRoot(files, root), { state: 'marker-lost' })
})

test('a marker that is not one is a lost one', async (t) => {
  const root = await establish(await temporaryFolder(t))
  writeFileSync(`${root.target}/f`, '')
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"identity":1,"generation":3}',
    '{"identity":"a"}',
    'x'.repeat(9000),
  ]) {
    writeFileSync(`${root.target}/.dropbox.cache/marker.json`, text)
    t.deepEqual(await inspectRoot(files, root), { state: 'marker-lost' }, text)
  }
})

test('a marker of another root or another time says so', async (t) => {
  const root = await establish(await temporaryFolder(t))
  t.deepEqual(await inspectRoot(files, { ...root, identity: 'other' }), { state: 'other-marker', ...marker })
  for (const generation of [2, 4])
    t.deepEqual(await inspectRoot(files, { ...root, generation }), {
      state: 'rolled-back',
      markerGeneration: 3,
    })
})

test('what cannot be read is not the same as nothing', async (t) => {
  const root = await establish(await temporaryFolder(t))
  for (const failing of ['list', 'openFile', 'lstat']) {
    const blind = hookedFiles(files, ({ name, path }) => {
      if (name === failing) throw new DiskError('no-permission', path, { errno: 'EACCES' })
    })
    const state = await inspectRoot(blind, root)
    t.is(state.state, 'unreadable', failing)
  }
})

test('the generation moves on in one step', async (t) => {
  const root = await establish(await temporaryFolder(t))
  await advanceGeneration(files, root.target, { ...marker, generation: 4 })
  t.deepEqual(await readMarker(files, root.target), { ...marker, generation: 4 })
  const failing = hookedFiles(files, ({ name, path }) => {
    if (name === 'file.write') throw new DiskError('no-space', path, { errno: 'ENOSPC' })
  })
  await t.throwsAsync(advanceGeneration(failing, root.target, { ...marker, generation: 5 }))
  t.deepEqual(await readMarker(files, root.target), { ...marker, generation: 4 })
  await advanceGeneration(files, root.target, { ...marker, generation: 5 })
  t.deepEqual(await readMarker(files, root.target), { ...marker, generation: 5 })
})

test('what belongs to the root is for its user alone, and flushed before the root counts as one', async (t) => {
  const folder = await temporaryFolder(t)
  const calls: string[] = []
  await establishRoot(
    hookedFiles(files, ({ name, path }) => {
      if (name.endsWith('sync')) calls.push(`${name} ${path.slice(folder.length)}`)
    }),
    folder,
    marker,
  )
  t.is(statSync(`${folder}/.dropbox.cache`).mode & 0o777, 0o700)
  t.deepEqual(readdirSync(`${folder}/.dropbox.cache`).sort(), ['aside', 'marker.json', 'staging', 'trash'])
  t.is(calls[0], 'file.sync /.dropbox.cache/marker.json.new')
  t.is(calls.at(-1), 'folder.sync ')
})

test('nothing is established where there is no folder, or where our name is taken', async (t) => {
  const folder = await temporaryFolder(t)
  writeFileSync(`${folder}/f`, '')
  t.true(isDiskError(await t.throwsAsync(establishRoot(files, `${folder}/nowhere`, marker)), 'missing'))
  t.true(isDiskError(await t.throwsAsync(establishRoot(files, `${folder}/f`, marker)), 'not-a-folder'))
  mkdirSync(`${folder}/elsewhere`)
  symlinkSync('elsewhere', `${folder}/.dropbox.cache`)
  t.true(isDiskError(await t.throwsAsync(establishRoot(files, folder, marker)), 'not-a-folder'))
  t.deepEqual(readdirSync(`${folder}/elsewhere`), [])
})

const git = (folder: string, ...given: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...given], {
    cwd: folder,
    encoding: 'utf8',
  })

test('git does not see what belongs to the root, and is told so once', async (t) => {
  const folder = await temporaryFolder(t)
  git(folder, 'init', '-q')
  writeFileSync(`${folder}/.git/info/exclude`, '# mine\n*.log')
  t.is((await establishRoot(files, folder, marker)).repository, 'excluded')
  t.is((await establishRoot(files, folder, marker)).repository, 'already')
  t.is(readFileSync(`${folder}/.git/info/exclude`, 'utf8'), '# mine\n*.log\n/.dropbox.cache/\n')
  t.is(git(folder, 'status', '--porcelain'), '')
})

test('a worktree of git is told in the repository that it belongs to', async (t) => {
  const folder = await temporaryFolder(t)
  mkdirSync(`${folder}/main`)
  git(`${folder}/main`, 'init', '-q')
  git(`${folder}/main`, 'commit', '-q', '--allow-empty', '-m', 'start')
  git(`${folder}/main`, 'worktree', 'add', '-q', `${folder}/tree`)
  t.is((await establishRoot(files, `${folder}/tree`, marker)).repository, 'excluded')
  t.is(git(`${folder}/tree`, 'status', '--porcelain'), '')
})

test('a repository that cannot be told does not keep its folder from being a root', async (t) => {
  const folder = await temporaryFolder(t)
  git(folder, 'init', '-q')
  const refusing = hookedFiles(files, ({ name, path }) => {
    if (name === 'openFile' && path.endsWith('/exclude'))
      throw new DiskError('no-permission', path, { errno: 'EACCES' })
  })
  const { repository } = await establishRoot(refusing, folder, marker)
  t.true(isDiskError(repository, 'no-permission'))
  t.deepEqual(await readMarker(files, folder), marker)
})

test('a folder without a repository has none to tell', async (t) => {
  const folder = await temporaryFolder(t)
  t.is((await establishRoot(files, folder, marker)).repository, 'none')
  writeFileSync(`${folder}/.git`, 'gitdir: /nowhere/at/all\n')
  t.is((await establishRoot(files, folder, marker)).repository, 'none')
})
