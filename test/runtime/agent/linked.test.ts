import { mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { Emulator } from '../../../emulator/server.ts'
import { openControl } from '../../../runtime/agent/client.ts'
import { startAgent } from '../../../runtime/agent/start.ts'
import { stopAgent } from '../../../runtime/agent/stop.ts'
import { temporaryHome, untilGone } from './home.ts'
import { linkedBox, realAgent } from './linked-box.ts'

const files = 400

test('the real agent is killed in the middle of a sync, and finishes it after its next start', async (t) => {
  const { paths, emulator, start, until, tokens } = await linkedBox(t)
  await mkdir(join(paths.home, 'workspace'))
  await mkdir(join(paths.home, 'Dropbox'))
  for (let number = 0; number < files; number++)
    await writeFile(join(paths.home, 'workspace', `${number}`), `${number} `.repeat(number))
  await symlink(join(paths.home, 'workspace'), join(paths.home, 'Dropbox', 'code'))
  await configure(emulator, { latency: { rpc: 50, content: 50, commitBase: 50, commitPerEntry: 5 } })

  const first = await start()
  await until((report) => report.files > 0)
  process.kill(first.pid, 'SIGKILL')
  await untilGone(first.pid)

  await start()
  const { mappings, problems, account } = await until(
    ({ status, files: synced }) => status.state === 'up-to-date' && synced === files,
  )
  t.is(problems, 0)
  t.truthy(account?.name)
  t.deepEqual(mappings, [
    { name: 'code', link: join(paths.home, 'Dropbox', 'code'), target: join(paths.home, 'workspace') },
  ])
  await using control = await openControl(paths)
  const bytes = Array.from({ length: files }, (_, number) => `${number} `.length * number)
  t.deepEqual(await control.remote(''), [
    { path: '/code', kind: 'folder', files, bytes: bytes.reduce((sum, one) => sum + one, 0), wanted: true },
  ])
  t.is(await stopAgent(paths), 'stopped')

  const log = await readFile(paths.logFile, 'utf8')
  t.is(log.match(/"event":"started"/g)?.length, 2)
  for (const token of tokens) t.false(log.includes(token))
})

test('SIGTERM in the middle of a transfer ends the agent within five seconds', async (t) => {
  const { paths, emulator, start, until } = await linkedBox(t)
  await mkdir(join(paths.home, 'Dropbox'))
  await writeFile(join(paths.home, 'Dropbox', 'large'), Buffer.alloc(48 * 1024 * 1024, 'x'))
  await configure(emulator, { latency: { content: 6_000 } })
  const { pid } = await start()
  await until(({ status }) => status.state === 'syncing')
  process.kill(pid, 'SIGTERM')
  await untilGone(pid)
  const log = await readFile(paths.logFile, 'utf8')
  t.regex(log, /"event":"ended"/)
  t.notRegex(log, /"event":"stopped-at-once"/)
})

test('a link that was revoked is told by the status', async (t) => {
  const { start, until, emulator, tokens } = await linkedBox(t)
  const answer = await fetch(`${emulator.url}/2/auth/token/revoke`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens[1]}` },
  })
  t.true(answer.ok)
  await start()
  const { status } = await until((report) => report.status.state === 'unlinked')
  t.like(status, { state: 'unlinked', detail: "Dropbox no longer accepts this box's link: invalid_grant" })
})

test('a box that is not linked says so when its agent is started', async (t) => {
  const { paths } = await temporaryHome(t)
  await t.throwsAsync(startAgent(paths, { command: realAgent, environment: {} }), {
    code: 'not-linked',
    message: /dropbox_init/,
  })
})

test('a setting that makes no sense is named when the agent is started', async (t) => {
  const { paths, start } = await linkedBox(t)
  await mkdir(join(paths.partsRoot, 'etc', 'dropbox'), { recursive: true })
  await writeFile(paths.configFile, '{"folder": 7}')
  await t.throwsAsync(start(), { code: 'configuration_invalid', message: /config\.json: "folder" must be/ })
})

test('a Dropbox folder whose disk is not mounted is not taken for an empty one', async (t) => {
  const { paths, start, until } = await linkedBox(t)
  const disk = join(paths.home, 'disk')
  await mkdir(join(disk, 'Dropbox'), { recursive: true })
  await symlink(join(disk, 'Dropbox'), join(paths.home, 'Dropbox'))
  await writeFile(join(disk, 'Dropbox', 'a'), 'content')
  await start()
  await until(({ status, files: synced }) => status.state === 'up-to-date' && synced === 1)
  await stopAgent(paths)
  await rm(disk, { recursive: true })

  await start()
  const { status } = await until((report) => report.status.state === 'halted')
  t.deepEqual(status, {
    state: 'halted',
    halts: [{ reason: 'root-missing', path: '', target: join(disk, 'Dropbox') }],
  })
  await using control = await openControl(paths)
  t.is((await control.remote('')).length, 1)
  await t.throwsAsync(stat(disk), { code: 'ENOENT' })
})

async function configure(emulator: Emulator, configuration: unknown): Promise<void> {
  const answer = await fetch(`${emulator.url}/emulator/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(configuration),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
