import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { loseNetwork } from '../../installed/no-network.ts'
import { isSynced, link, linkedBox, unlinkedBox } from './linked-box.ts'

test('a box without a running agent says so and what helps, with an exit code of its own', async (t) => {
  const box = await unlinkedBox(t)
  const said = (stdout: string) => ({ stdout, stderr: '', exitCode: 3 })
  t.deepEqual(
    await box.here('status'),
    said('Dropbox isn\'t running!\nTo link this computer to your Dropbox, run "dropbox_init".'),
  )
  t.deepEqual(await box.here('status', '--json'), said('{"running":false,"linked":false}'))
  t.deepEqual(await box.here('status', '--quiet'), said(''))
  await link(t, box, [])
  t.deepEqual(await box.here('status'), said('Dropbox isn\'t running!\nStart it with "dropbox start".'))
  t.deepEqual(await box.here('status', '--json'), said('{"running":false,"linked":true}'))
})

test('credentials that are damaged are told where nothing runs', async (t) => {
  const box = await linkedBox(t)
  const file = join(box.home, '.parts', 'var', 'dropbox', 'credentials.json')
  writeFileSync(file, '{}')
  t.deepEqual(await box.here('status'), {
    stdout: `Dropbox isn't running!\n${file} does not hold the credentials of a link. Remove it and link this box again.`,
    stderr: '',
    exitCode: 3,
  })
})

test('everything is synced, or cannot sync, or is a repository: each is told, with an exit code of its own', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject', '--start'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.deepEqual(await box.here('status'), { stdout: 'Up to date', stderr: '', exitCode: 0 })
  t.deepEqual(await box.here('-q', 'status'), { stdout: '', stderr: '', exitCode: 0 })

  const { stdout, exitCode } = await box.here('--json', 'status')
  t.is(exitCode, 0)
  t.like(JSON.parse(stdout), {
    running: true,
    linked: true,
    text: 'Up to date',
    status: { state: 'up-to-date' },
    account: { name: 'Freddy', email: 'freddy@example.com' },
    folder: box.folder,
    files: 1,
    bytes: 5,
    problems: 0,
    repositories: [],
    mappings: [{ name: 'myproject', link: join(box.folder, 'myproject'), target: box.workspace }],
  })
  t.deepEqual(await box.here('problems'), { stdout: 'No problems.', stderr: '', exitCode: 0 })
  t.is((await box.here('problems', '--json')).stdout, '[]')

  symlinkSync('nowhere', join(box.workspace, 'a link'))
  await box.reports((report) => isSynced(report) && report.problems === 1)
  t.deepEqual(await box.here('status'), {
    stdout: 'Up to date\n1 path can\'t sync. "dropbox problems" shows why.',
    stderr: '',
    exitCode: 8,
  })
  const listed = await box.here('problems')
  t.regex(listed.stdout, /^\/myproject\/a link\n {2}It is a symbolic link\. .*\S$/)
  t.deepEqual([listed.stderr, listed.exitCode], ['', 0])
  t.is((await box.here('problems', '--quiet')).stdout, '/myproject/a link')
  const [problem, ...others] = JSON.parse((await box.here('problems', '--json')).stdout)
  t.deepEqual(others, [])
  t.like(problem, { path: '/myproject/a link', why: { reason: 'symlink' } })
  t.deepEqual(Object.keys(problem).sort(), ['advice', 'path', 'text', 'why'])
  rmSync(join(box.workspace, 'a link'))

  mkdirSync(join(box.workspace, '.git'))
  await box.reports((report) => isSynced(report) && report.problems === 0 && report.repositories.length === 1)
  const warned = await box.here('status')
  t.regex(warned.stdout, /^Up to date\n\/myproject is a Git repository\. .*does not, since/)
  t.regex(
    warned.stdout,
    /"repositories": "sync"} in \S+\/\.parts\/etc\/dropbox\/config\.json \(docs\/syncing\.md\)\.$/,
  )
  t.is(warned.exitCode, 0)
})

test('work under way has an exit code of its own', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject'])
  box.emulator.configure({ latency: { content: 60_000 } })
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.here('start')
  await box.reports(({ status }) => status.state === 'syncing')
  const { stdout, stderr, exitCode } = await box.here('status')
  t.regex(stdout, /^Syncing 1 file/)
  t.deepEqual([stderr, exitCode], ['', 4])
})

test('a halt is told with its reason and the command that leaves it', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject', '--start'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.reports((report) => isSynced(report) && report.files === 1)
  await box.here('stop')
  rmSync(box.workspace, { recursive: true })
  await box.here('start')
  await box.reports(({ status }) => status.state === 'halted')
  const { stdout, stderr, exitCode } = await box.here('status')
  t.regex(
    stdout,
    /^Stopped to keep your files safe\.\n.*workspace.* is not there.*: dropbox symlink remove myproject/s,
  )
  t.deepEqual([stderr, exitCode], ['', 5])
})

test('without a network it says so, and tries again', async (t) => {
  const box = await linkedBox(t)
  await loseNetwork(t, box.emulator)
  await box.here('start')
  await box.reports(({ status }) => status.state === 'offline')
  t.deepEqual(await box.here('status'), {
    stdout: "Can't establish a connection to Dropbox. Trying again...",
    stderr: '',
    exitCode: 6,
  })
})

test('a link that was revoked at Dropbox is told with the way to link again', async (t) => {
  const box = await linkedBox(t)
  await fetch(`${box.emulator.url}/emulator/tokens/revoke`, { method: 'POST' })
  await box.here('start')
  await box.reports(({ status }) => status.state === 'unlinked')
  const { stdout, stderr, exitCode } = await box.here('status')
  t.regex(stdout, /not linked .*dropbox_init/)
  t.deepEqual([stderr, exitCode], ['', 7])
})

test('an agent that does not answer is told as such', async (t) => {
  const box = await linkedBox(t, ['--start'])
  const { pid } = await box.reports(isSynced)
  process.kill(pid, 'SIGSTOP')
  t.teardown(() => process.kill(pid, 'SIGCONT'))
  const { stdout, stderr, exitCode } = await box.here('status')
  t.is(stdout, '')
  t.regex(stderr, /^Dropbox isn't responding! .*\.$/)
  t.is(exitCode, 1)
})
