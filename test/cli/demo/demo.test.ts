import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { execa } from 'execa'
import { emptyBox } from '../../installed/box.ts'
import { inTerminal } from '../../installed/terminal.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const demo = join(root, 'cli', 'demo', 'demo.ts')

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'd-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('without a terminal the demonstration ends by itself and leaves nothing behind', async (t) => {
  await execa(process.execPath, ['build.ts', '--quiet'], { cwd: root })
  const folder = temporaryFolder(t)
  const { stdout, stderr, exitCode } = await execa(process.execPath, [demo], {
    cwd: folder,
    env: { TMPDIR: folder },
    stdin: 'ignore',
    reject: false,
    timeout: 60_000,
  })
  t.is(stderr, '')
  for (const line of [
    /✔ installed below ~\/\.parts/,
    /This computer is now linked to Dropbox\. Welcome Freddy/,
    /✔ Up to date: Dropbox holds the same \d{3,} files/,
    /✔ Up to date: both sides hold the same \d{3,} files/,
    /conflicted copy \d{4}-\d{2}-\d{2}\)\.md: Written on the box\. And more of it, on the box\./,
    /\$ dropbox status\n {4}Up to date\n/,
  ])
    t.regex(stdout, line)
  t.is(exitCode, 0)
  t.deepEqual(readdirSync(folder), [])
})

test('at a terminal it waits with the lines to paste, and Ctrl-C ends everything', async (t) => {
  const box = await emptyBox(t)
  const folder = temporaryFolder(t)
  box.env['TMPDIR'] = folder
  const terminal = await inTerminal(t, box, `${process.execPath} ${demo}`)
  const screen = await terminal.shows('Press Ctrl-C to stop it all')
  const [, exports] = /^ +(export HOME=.*)$/m.exec(screen) ?? []
  const [, rest] = /^ +(export PATH=.*)$/m.exec(screen) ?? []
  const tried = await box.run('bash', [
    '-c',
    `${exports}; ${rest}; echo hello > hello.txt; dropbox symlink list`,
  ])
  t.regex(tried.stdout, /^myproject -> .*\/workspace$/)
  await terminal.press('C-c')
  const { exitCode } = await terminal.ended()
  t.is(exitCode, 0)
  t.deepEqual(readdirSync(folder), [])
})

test('Ctrl-C in the middle ends everything too', async (t) => {
  const box = await emptyBox(t)
  const folder = temporaryFolder(t)
  box.env['TMPDIR'] = folder
  const terminal = await inTerminal(t, box, `${process.execPath} ${demo}`)
  await terminal.shows('$ dropbox_init')
  await terminal.press('C-c')
  const { exitCode } = await terminal.ended()
  t.is(exitCode, 130)
  t.deepEqual(readdirSync(folder), [])
})
