import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { linkedBox } from './linked-box.ts'

test('what does not sync is listed, printed, fetched and sent', async (t) => {
  const box = await linkedBox(t)
  await box.put('/Photos/raw/a.txt', 'Grüße\r\n\x1b[31m')
  await box.put('/Photos/b.txt', 'b')
  await box.put('/Photos/gone.txt', 'x')
  await box.remove('/Photos/gone.txt')

  t.deepEqual(await box.here('ls', '--remote', '/photos'), {
    stdout: 'b.txt\nraw/',
    stderr: '',
    exitCode: 0,
  })
  t.is((await box.here('ls', '--remote')).stdout, 'Photos/')
  t.is((await box.here('ls', '--deleted', '/Photos')).stdout, 'gone.txt')
  t.regex(
    (await box.here('ls', '--remote', '--long', '/Photos')).stdout,
    /^1 byte {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}b\.txt\n +raw\/$/,
  )
  const json = JSON.parse((await box.here('ls', '--remote', '/Photos', '--json')).stdout)
  t.like(json, [
    { path: '/Photos/b.txt', kind: 'file', bytes: 1 },
    { path: '/Photos/raw', kind: 'folder', bytes: null, rev: null },
  ])
  t.is((await box.here('ls', '--remote', '/Photos/b.txt')).stdout, 'b.txt')

  t.deepEqual(await box.dropbox('cat', '/Photos/raw/a.txt'), {
    stdout: 'Grüße\r\n\x1b[31m',
    stderr: '',
    exitCode: 0,
  })
  await box.put('/Photos/b.txt', 'newer')
  t.is((await box.here('cat', '/Photos/b.txt', '--rev', json[0].rev)).stdout, 'b')

  const fetched = await box.here('get', '/Photos/b.txt')
  const file = join(box.home, 'b.txt')
  t.deepEqual(fetched, { stdout: `Fetched: ${file} (5 bytes)`, stderr: '', exitCode: 0 })
  t.is(readFileSync(file, 'utf8'), 'newer')
  t.deepEqual(await box.here('get', '/Photos/b.txt'), {
    stdout: '',
    stderr: `${file} is there already. "--force" replaces it.`,
    exitCode: 2,
  })
  t.is((await box.here('get', '/Photos/b.txt', '--rev', json[0].rev, '--force')).exitCode, 0)
  t.is(readFileSync(file, 'utf8'), 'b')
  mkdirSync(join(box.home, 'into'))
  t.like(JSON.parse((await box.here('get', '/Photos/raw/a.txt', 'into', '--json')).stdout), {
    ...{ path: '/Photos/raw/a.txt', file: join(box.home, 'into', 'a.txt'), bytes: 14 },
  })
  t.deepEqual(readdirSync(join(box.home, 'into')), ['a.txt'])

  writeFileSync(file, 'sent')
  t.deepEqual(await box.here('put', 'b.txt', '/Photos'), {
    stdout: '',
    stderr: '"/Photos/b.txt" is in Dropbox already. "--force" replaces it; what is there stays a revision.',
    exitCode: 2,
  })
  t.is((await box.here('put', 'b.txt', '/Photos', '--force')).stdout, 'Sent: /Photos/b.txt (4 bytes)')
  t.is((await box.here('cat', '/Photos/b.txt')).stdout, 'sent')
  t.like(JSON.parse((await box.here('put', 'b.txt', '/New/', '--json')).stdout), {
    ...{ path: '/New/b.txt', file, bytes: 4 },
  })
  t.is((await box.here('put', 'b.txt')).stdout, 'Sent: /b.txt (4 bytes)')
})

test('what is not there, folders, and places that cannot be are told in a sentence', async (t) => {
  const box = await linkedBox(t)
  await box.put('/F/a.txt', 'x')
  writeFileSync(join(box.home, 'a.txt'), 'y')
  mkdirSync(join(box.home, 'sub'))
  symlinkSync('loop', join(box.home, 'loop'))
  const cases: [words: string[], stderr: RegExp, exitCode: number][] = [
    [['ls'], /^Dropbox isn't running/, 3],
    [['ls', '--remote', '/F', '/F'], /^Name one folder/, 2],
    [['ls', '--remote', '/none'], /^There is no "\/none" in Dropbox\./, 2],
    [['ls', '--deleted', '/F/a.txt'], /^"\/F\/a\.txt" is a file\. Name a folder\./, 2],
    [['cat', '/none'], /^There is no "\/none" in Dropbox\./, 2],
    [['cat', '/F'], /^"\/F" is a folder\. Name a file in it/, 2],
    [['cat', '/F/a.txt', '--json'], /^A file is printed as it is, not as JSON\./, 2],
    [['get', '/'], /^"\/" is a folder\./, 2],
    [['get', '/F/a.txt', 'none/'], /\/none: it is not there\./, 1],
    // What cannot be looked at is not nothing.
    [['get', '/F/a.txt', 'loop'], /\/loop: .*symbolic link/i, 1],
    [['put', 'loop'], /\/loop: .*symbolic link/i, 1],
    [['put', 'none.txt'], /none\.txt: /, 1],
    [['put', 'sub', '/x'], /sub is no file\. Only files are sent\.$/, 2],
    [['put', 'a.txt', '/F/a.txt/x'], /^"\/F\/a\.txt\/x" changed in Dropbox meanwhile, or something else/, 1],
  ]
  for (const [words, stderr, exitCode] of cases) {
    const said = await box.here(...words)
    t.regex(said.stderr, stderr, words.join(' '))
    t.deepEqual([said.stdout, said.exitCode], ['', exitCode], words.join(' '))
  }
  // What was printed cannot be taken back, so that the exit code must tell.
  box.emulator.configure({ faults: [{ route: 'files/download', kind: 'wrong_bytes' }] })
  const damaged = await box.here('cat', '/F/a.txt')
  t.deepEqual(
    [damaged.stderr, damaged.exitCode],
    ['"/F/a.txt" was interrupted (it was damaged on its way). Try again.', 1],
  )
})

test('a fetch that was told to end leaves nothing, and what one that was killed has left goes with the next', async (t) => {
  const box = await linkedBox(t)
  await box.put('/text.txt', 'text')
  const slow = { route: 'files/download', kind: 'slow', delay: 60_000 } as const
  box.emulator.configure({ faults: [slow, slow] })
  const beside = () => readdirSync(box.home).filter((name) => name.startsWith('.~'))
  const ended = async (signal: NodeJS.Signals) => {
    const fetching = spawn(join(box.home, '.parts/bin/dropbox'), ['get', '/text.txt'], {
      ...{ cwd: box.home, env: box.env, stdio: 'ignore' },
    })
    await box.until(() => beside().length > 0)
    fetching.kill(signal)
    return once(fetching, 'exit')
  }
  t.deepEqual(await ended('SIGTERM'), [143, null])
  t.deepEqual(beside(), [])
  t.deepEqual(await ended('SIGKILL'), [null, 'SIGKILL'])
  t.is(beside().length, 1)
  box.emulator.configure({ faults: [] })
  t.is((await box.here('get', '/text.txt')).exitCode, 0)
  t.deepEqual(beside(), [])
})

test('a terminal is shown text and nothing that it obeys, and no binary; Ctrl-C leaves nothing half fetched', async (t) => {
  const box = await linkedBox(t)
  await box.put('/text.txt', 'one\x1b]0;title\x07 two\n')
  await box.put('/binary', 'a\0b')
  const terminal = await inTerminal(t, box, 'dropbox cat /text.txt; dropbox cat /binary')
  const { screen, exitCode } = await terminal.ended()
  t.regex(screen, /one\?\]0;title\? two/)
  t.regex(screen, /"\/binary" is no text\./)
  t.is(exitCode, 2)

  box.emulator.configure({ faults: [{ route: 'files/download', kind: 'slow', delay: 60_000 }] })
  const fetching = await inTerminal(t, box, 'dropbox get /text.txt')
  await fetching.shows('Fetching /text.txt')
  await box.until(() => readdirSync(box.home).some((name) => name.startsWith('.~')))
  await fetching.press('C-c')
  t.is((await fetching.ended()).exitCode, 130)
  t.deepEqual(
    readdirSync(box.home).filter((name) => /^\.~|text/.test(name)),
    [],
  )
})
