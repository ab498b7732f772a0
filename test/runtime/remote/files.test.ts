import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { DiskError, type Files } from '../../../runtime/ports/files.ts'
import { fetchFile } from '../../../runtime/remote/fetch-file.ts'
import { sendFile } from '../../../runtime/remote/send-file.ts'
import { quickDisk } from '../../quick-disk.ts'
import { bytesOf } from '../cloud/cloud-calls.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { type RemoteHere, remoteHere } from './remote-here.ts'

type Cleanup = { teardown(work: () => unknown): void }

async function here(t: Cleanup) {
  const dropbox = await remoteHere(t)
  const folder = mkdtempSync(join(quickDisk(), 'remote-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return { ...dropbox, folder, to: join(folder, 'a.txt') }
}

async function fetched(
  { access }: RemoteHere,
  path: string,
  to: string,
  {
    files = nodeFiles(),
    replace = false,
    progress = () => {},
  }: { files?: Files; replace?: boolean; progress?: () => void } = {},
) {
  const file = await access.lookUp(path)
  if (file?.kind !== 'file') throw new Error(path)
  const { signal } = new AbortController()
  return fetchFile({ files, access, identity: 'x' }, { path, file, to, replace }, { signal, progress })
}

test('a file is fetched whole, with its time, and leaves nothing beside it', async (t) => {
  const dropbox = await here(t)
  await dropbox.put('/a.txt', 'content')
  t.deepEqual(await fetched(dropbox, '/a.txt', dropbox.to), { ok: true, value: null })
  t.is(readFileSync(dropbox.to, 'utf8'), 'content')
  t.is(statSync(dropbox.to).mtimeMs, 1_700_000_000_000)
  t.deepEqual(readdirSync(dropbox.folder), ['a.txt'])
  await dropbox.put('/empty', '')
  await fetched(dropbox, '/empty', join(dropbox.folder, 'empty'))
  t.is(statSync(join(dropbox.folder, 'empty')).size, 0)
})

test('what is no file is not replaced, even where a file would be', async (t) => {
  const dropbox = await here(t)
  await dropbox.put('/a.txt', 'remote')
  execFileSync('mkfifo', [dropbox.to])
  await t.throwsAsync(fetched(dropbox, '/a.txt', dropbox.to, { replace: true }), {
    instanceOf: DiskError,
    code: 'unsupported',
  })
  t.true(statSync(dropbox.to).isFIFO())
})

test('what is there is not replaced unless it is to be, also when it comes in the middle', async (t) => {
  const dropbox = await here(t)
  await dropbox.put('/a.txt', 'remote')
  writeFileSync(dropbox.to, 'local', { mode: 0o600 })
  await t.throwsAsync(fetched(dropbox, '/a.txt', dropbox.to), { instanceOf: DiskError, code: 'exists' })
  t.is(readFileSync(dropbox.to, 'utf8'), 'local')
  await fetched(dropbox, '/a.txt', dropbox.to, { replace: true })
  t.is(readFileSync(dropbox.to, 'utf8'), 'remote')
  t.is(statSync(dropbox.to).mode & 0o777, 0o600)

  for (const hardLinks of [true, false]) {
    const disk = nodeFiles()
    const link: Files['link'] = async (_, to) => {
      throw new DiskError('unsupported', to)
    }
    const files = hardLinks ? disk : { ...disk, link }
    const other = join(dropbox.folder, `other ${hardLinks}`)
    const progress = () => writeFileSync(other, 'written meanwhile')
    await t.throwsAsync(fetched(dropbox, '/a.txt', other, { files, progress }), { code: 'exists' })
    t.is(readFileSync(other, 'utf8'), 'written meanwhile')
    const free = join(dropbox.folder, `free ${hardLinks}`)
    await fetched(dropbox, '/a.txt', free, { files })
    t.is(readFileSync(free, 'utf8'), 'remote')
  }
  mkdirSync(join(dropbox.folder, 'sub'))
  await t.throwsAsync(fetched(dropbox, '/a.txt', join(dropbox.folder, 'sub'), { replace: true }), {
    code: 'is-a-folder',
  })
  await t.throwsAsync(fetched(dropbox, '/a.txt', join(dropbox.folder, 'none', 'x')), { code: 'missing' })
  t.deepEqual(
    readdirSync(dropbox.folder).filter((name) => name.startsWith('.')),
    [],
  )
})

test('a full disk is told of the file that was to be, and what was there stays', async (t) => {
  const dropbox = await here(t)
  await dropbox.put('/a.txt', 'remote')
  writeFileSync(dropbox.to, 'local')
  for (const call of ['openFile', 'file.write']) {
    const files = hookedFiles(nodeFiles(), ({ name, path }) => {
      if (name === call) throw new DiskError('no-space', path, { errno: 'ENOSPC' })
    })
    await t.throwsAsync(fetched(dropbox, '/a.txt', dropbox.to, { files, replace: true }), {
      message: `no-space: ${dropbox.to}`,
    })
  }
  t.is(readFileSync(dropbox.to, 'utf8'), 'local')
  t.deepEqual(readdirSync(dropbox.folder), ['a.txt'])
})

test('content that was damaged on its way is not given, and what was there stays', async (t) => {
  const dropbox = await here(t)
  await dropbox.put('/a.txt', 'remote')
  writeFileSync(dropbox.to, 'local')
  dropbox.emulator.configure({ faults: [{ route: 'files/download', kind: 'wrong_bytes' }] })
  t.like(await fetched(dropbox, '/a.txt', dropbox.to, { replace: true }), {
    ok: false,
    refusal: { reason: 'interrupted' },
  })
  t.is(readFileSync(dropbox.to, 'utf8'), 'local')
  t.deepEqual(readdirSync(dropbox.folder), ['a.txt'])
})

test('a file is sent where nothing is, and replaces only the revision that it may', async (t) => {
  const dropbox = await here(t)
  const { access, folder } = dropbox
  const file = join(folder, 'local')
  const send = async (path: string, over?: string, progress = () => {}) => {
    const { signal } = new AbortController()
    return sendFile({ files: nodeFiles(), access }, { file, path, over }, { signal, progress })
  }
  writeFileSync(file, 'first')
  const first = await send('/deep/a.txt')
  t.like(first, { ok: true, value: { size: 5 } })
  t.is(await dropbox.content('/deep/a.txt'), 'first')
  t.deepEqual(await send('/deep/a.txt'), first)
  writeFileSync(file, 'second')
  t.deepEqual(await send('/deep/a.txt'), { ok: false, refusal: { reason: 'conflict' } })
  const rev = first.ok ? first.value.rev : ''
  t.like(await send('/deep/a.txt', rev), { ok: true, value: { size: 6 } })
  writeFileSync(file, 'third')
  t.deepEqual(await send('/deep/a.txt', rev), { ok: false, refusal: { reason: 'conflict' } })
  t.is(await dropbox.content('/deep/a.txt'), 'second')
})

test('a large file is sent in parts, and one that is written meanwhile is refused', async (t) => {
  const dropbox = await here(t)
  const { access, folder } = dropbox
  const file = join(folder, 'large')
  writeFileSync(file, bytesOf(9 * 1024 * 1024, 1))
  const { signal } = new AbortController()
  const send = (path: string, progress: (bytes: number) => void) =>
    sendFile({ files: nodeFiles(), access }, { file, path, over: undefined }, { signal, progress })
  let sent = 0
  t.like(await send('/large', (bytes) => (sent += bytes)), { ok: true })
  t.true(sent >= 9 * 1024 * 1024)
  t.deepEqual(await send('/changed', () => writeFileSync(file, 'short')), {
    ok: false,
    refusal: { reason: 'changed-while-read' },
  })
  t.is(await dropbox.content('/changed'), undefined)
  t.true(existsSync(file))
})
