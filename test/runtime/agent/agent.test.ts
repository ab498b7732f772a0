import { once } from 'node:events'
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { openControl } from '../../../runtime/agent/client.ts'
import { AgentError } from '../../../runtime/agent/errors.ts'
import { commandLineOf, isAlive, processIdentity } from '../../../runtime/agent/process/process-identity.ts'
import { isRunning } from '../../../runtime/agent/running.ts'
import { startAgent } from '../../../runtime/agent/start.ts'
import { stopAgent } from '../../../runtime/agent/stop.ts'
import { openStore } from '../../../runtime/store/store.ts'
import { remoteFile } from '../store/entries.ts'
import { temporaryHome, untilGone } from './home.ts'

test('an agent starts, answers over its socket, and stops', async (t) => {
  const { paths, start, logText } = await temporaryHome(t)
  t.false(await isRunning(paths))
  const { outcome, pid } = await start()
  t.is(outcome, 'started')
  t.true(await isRunning(paths))

  await using control = await openControl(paths)
  const report = await control.report()
  t.like(report, { pid, version: '1.2.3', folder: '/box/Dropbox', boxName: 'box', files: 0, problems: 1 })
  t.deepEqual(report.status, { state: 'up-to-date' })
  t.deepEqual(report.mappings, [{ name: 'code', link: '/box/Dropbox/code', target: '/elsewhere' }])
  t.deepEqual(await control.problems(), [{ path: '/a\\b', why: { reason: 'name', fault: 'backslash' } }])
  const rules = [{ path: '/ä b', display: '/Ä b', include: true }]
  await control.select(rules, [])
  t.deepEqual(await control.selection(), rules)
  t.deepEqual(await control.remote('/Ä b'), [])
  t.deepEqual(await control.history(5), [])
  await control.rescan()

  const process = processIdentity(pid)
  t.is(await stopAgent(paths), 'stopped')
  t.false(process && isAlive(process))
  t.false(await isRunning(paths))
  t.is(await stopAgent(paths), 'not-running')
  t.regex(await logText(), /"engine-closed".*\n.*"ended"/)
  t.deepEqual(await readdir(paths.runFolder), [], 'neither socket nor holder is left behind')
})

test('the agent is in a session of its own, and its socket is for this user alone', async (t) => {
  const { paths, start } = await temporaryHome(t)
  const { pid } = await start()
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')
  t.is(Number(fields?.[2]), pid, 'group')
  t.is(Number(fields?.[3]), pid, 'session')
  t.is((await stat(paths.socketFile)).mode & 0o777, 0o600)
  t.is((await stat(paths.runFolder)).mode & 0o777, 0o700)
  t.is((await stat(paths.logFile)).mode & 0o777, 0o600)
  t.true(commandLineOf(pid).includes('run'))
})

test('a home whose path is longer than a socket address has an agent too', async (t) => {
  const { paths, start } = await temporaryHome(t, { depth: 6 })
  t.true(paths.socketFile.length > 150)
  const { pid } = await start()
  await using control = await openControl(paths)
  t.is((await control.report()).pid, pid)
  t.is(await stopAgent(paths), 'stopped')
})

test('a second start is told that the agent is already running', async (t) => {
  const { start } = await temporaryHome(t)
  const first = await start()
  t.deepEqual(await start(), { outcome: 'already-running', pid: first.pid })
})

test('of starts at once exactly one gives an agent', async (t) => {
  const { paths, start } = await temporaryHome(t)
  const all = await Promise.all([start(), start(), start()])
  t.deepEqual(all.map(({ outcome }) => outcome).sort(), ['already-running', 'already-running', 'started'])
  t.is(new Set(all.map(({ pid }) => pid)).size, 1)
  await using control = await openControl(paths)
  t.is((await control.report()).pid, all[0]?.pid)
})

test('after kill -9 the lock is free and the socket that is left does not matter', async (t) => {
  const { paths, start } = await temporaryHome(t)
  const first = await start()
  process.kill(first.pid, 'SIGKILL')
  await untilGone(first.pid)
  t.is(await stopAgent(paths), 'not-running')
  t.true((await readdir(paths.runFolder)).includes('agent.sock'))
  const second = await start()
  t.is(second.outcome, 'started')
  t.not(second.pid, first.pid)
})

test('SIGTERM ends the agent within five seconds and with everything closed', async (t) => {
  const { paths, start, logText } = await temporaryHome(t)
  const { pid } = await start()
  process.kill(pid, 'SIGTERM')
  await untilGone(pid)
  t.is(await stopAgent(paths), 'not-running')
  t.regex(await logText(), /"engine-closed".*\n.*"ended"/)
  t.notRegex(await logText(), /"stopped-at-once"/)
})

test('an agent whose work does not end is gone within five seconds all the same', async (t) => {
  const { paths, start, logText } = await temporaryHome(t)
  await start('deaf')
  t.is(await stopAgent(paths, { patience: 3_600_000 }), 'stopped')
  const grace = /"grace":(\d+).*"event":"stopped-at-once"/.exec(await logText())?.[1]
  t.true(Number(grace) > 0 && Number(grace) < 5_000, `the grace is ${grace} ms`)
  t.notRegex(await logText(), /"ended"/)
})

test('an agent that hangs is said not to respond, and is stopped by force', async (t) => {
  const { paths, start } = await temporaryHome(t)
  const { pid } = await start()
  process.kill(pid, 'SIGSTOP')
  t.true(await isRunning(paths))
  await using control = await openControl(paths, { patience: 300 })
  await t.throwsAsync(control.report(), { instanceOf: AgentError, code: 'not-responding' })
  t.is(await stopAgent(paths, { patience: 300 }), 'stopped')
})

test('a start that fails gives the reason of the agent itself', async (t) => {
  const { paths, start } = await temporaryHome(t)
  await t.throwsAsync(start('not-linked'), { code: 'not-linked', message: 'This computer is not linked.' })
  t.false(await isRunning(paths))
  await t.throwsAsync(start('crashing'), {
    code: 'failed',
    message: /unexpected error\. .+agent\.log tells more/,
  })
  await t.throwsAsync(startAgent(paths, { command: ['/no/such/node', 'agent.js'] }), {
    code: 'start-failed',
    message: /cannot be started: .+ENOENT/,
  })
  await t.throwsAsync(startAgent(paths, { command: [process.execPath, '--no-such-flag'] }), {
    code: 'start-failed',
    message: /ended while it started/,
  })
  await t.throwsAsync(startAgent(paths), { code: 'not-installed' })
  t.is((await start()).outcome, 'started', 'a failed start leaves nothing in the way')
})

test('an agent that answers nothing at its start is ended', async (t) => {
  const { paths } = await temporaryHome(t)
  const silent = [process.execPath, '-e', 'setInterval(() => undefined, 60_000)', '--']
  await t.throwsAsync(startAgent(paths, { command: silent, patience: 500 }), {
    code: 'start-failed',
    message: /within 0\.5 seconds/,
  })
})

test('an error that nobody expected ends the agent, and is in the log with its place', async (t) => {
  const { paths, start, logText } = await temporaryHome(t)
  const { pid } = await start('crashing-later').catch(() => ({ pid: 0 }))
  await untilGone(pid)
  t.false(await isRunning(paths))
  t.regex(await logText(), /"event":"crashed"/)
  t.regex(await logText(), /a fault of the program\\n {4}at /)
})

test('an error inside the agent is not shown to the one who asked', async (t) => {
  const { paths, start, logText } = await temporaryHome(t)
  await start()
  await using control = await openControl(paths)
  const error = await t.throwsAsync(control.approve({ halts: [], deletions: [], additions: [] }), {
    code: 'failed',
  })
  t.false(error?.message.includes('internals'))
  t.regex(await logText(), /internals that nobody is to see/)
})

test('no secret is in the log, nor in what ps shows', async (t) => {
  const { start, logText } = await temporaryHome(t)
  const token = 'refresh-token-of-a-person'
  const { pid } = await start('tells-secrets', { environment: { DROPBOX_REFRESH_TOKEN: token } })
  const text = await logText()
  t.true(text.includes('"event":"request"'))
  t.false(text.includes(token), text)
  t.false(commandLineOf(pid).join(' ').includes(token))
})

test('an index that turns out to be damaged is replaced by a new one that still knows what to sync', async (t) => {
  const { paths, start, untilLogged } = await temporaryHome(t)
  const rules = [{ path: '/a', display: '/A', include: true }]
  await openControl(paths).then((control) => control.close())
  const store = openStore(paths.indexFile)
  store.setSelection(rules)
  store.transaction(() => {
    for (let index = 0; index < 5_000; index++) store.setRemote(`/f/${index}`, remoteFile(`/f/${index}`))
  })
  store.close()
  const { size } = await stat(paths.indexFile)
  await using file = await open(paths.indexFile, 'r+')
  await file.write(Buffer.alloc(size / 2, 'x'), 0, size / 2, size / 2)

  await start('reads-everything')
  await untilLogged(/"not-read"[\s\S]+"index-damaged"[\s\S]+"started"/)
  await using control = await openControl(paths)
  const [newest] = await control.history(1)
  t.is(newest?.action, 'index-replaced')
  t.deepEqual(await control.selection(), rules)
  t.deepEqual(await control.remote(''), [])
  t.true((await readdir(paths.stateFolder)).includes('index.db.damaged'))
})

test('an index that is no index does not keep the agent from starting', async (t) => {
  const { paths, start } = await temporaryHome(t)
  await openControl(paths).then((control) => control.close())
  await writeFile(paths.indexFile, 'a letter to a friend\n'.repeat(100))
  await t.throwsAsync(openControl(paths), { code: 'index-unusable', message: /Start Dropbox/ })
  t.is((await start()).outcome, 'started')
})

test('an index of which nothing can be read any more takes no choice along, and the status tells of it', async (t) => {
  const { paths, start } = await temporaryHome(t)
  const rules = [
    { path: '', display: '', include: true },
    { path: '/films', display: '/Films', include: false },
  ]
  await openControl(paths).then(async (control) => {
    await control.select(rules, [])
    await control.close()
  })
  await writeFile(paths.indexFile, 'a letter to a friend\n'.repeat(100))
  await start()
  await using control = await openControl(paths)
  t.deepEqual(await control.selection(), rules)
  t.like((await control.report()).indexReplaced, { why: 'damaged', choice: 'kept' })
})

test('a choice that is nowhere any more is told until a person chooses again', async (t) => {
  const { paths, start } = await temporaryHome(t)
  await openControl(paths).then((control) => control.close())
  await writeFile(paths.indexFile, 'a letter to a friend\n'.repeat(100))
  await start()
  await using control = await openControl(paths)
  t.like((await control.report()).indexReplaced, { why: 'damaged', choice: 'lost' })
  await control.select([{ path: '', display: '', include: true }], [])
  t.is((await control.report()).indexReplaced, undefined)
})

test('a choice that was made from older rules leaves alone what has come to them since', async (t) => {
  const { paths, start } = await temporaryHome(t)
  await start()
  await using control = await openControl(paths)
  const before = await control.selection()
  await control.select([...before, { path: '/taken in', display: '/Taken in', include: true }], before)
  await control.select([...before, { path: '/films', display: '/Films', include: false }], before)
  t.deepEqual((await control.selection()).map(({ path }) => path).sort(), ['/films', '/taken in'])
})

test('while no agent runs, the stored state answers, and no agent starts meanwhile', async (t) => {
  const { paths, start } = await temporaryHome(t)
  const control = await openControl(paths)
  const report = await control.report()
  t.like(report, { pid: 0, files: 0, folder: join(paths.home, 'Dropbox') })
  t.deepEqual(report.mappings, [])
  t.deepEqual(await control.problems(), [])
  await control.rescan()
  await t.throwsAsync(control.approve({ halts: [], deletions: [], additions: [] }), { code: 'not-running' })
  const started = start()
  await control.select([{ path: '', display: '', include: true }], [])
  await control.close()
  await control.close()
  t.is((await started).outcome, 'started')
  await using live = await openControl(paths)
  t.deepEqual(await live.selection(), [{ path: '', display: '', include: true }])
})

test('an agent that ends between two questions is said not to run', async (t) => {
  const { paths, start } = await temporaryHome(t)
  await start()
  await using control = await openControl(paths)
  await stopAgent(paths)
  await t.throwsAsync(control.report(), { code: 'not-running' })
})

test('somebody else on the socket is said not to respond', async (t) => {
  const { paths } = await temporaryHome(t)
  await openControl(paths).then((control) => control.close())
  const other = createServer((socket) => socket.on('error', () => undefined).end('220 mail\r\n'))
  other.listen(paths.socketFile)
  await once(other, 'listening')
  t.teardown(() => other.close())
  await using control = await openControl(paths)
  await t.throwsAsync(control.report(), { code: 'not-responding' })
})

test('the index is closed after the agent', async (t) => {
  const { paths, start } = await temporaryHome(t)
  await start()
  await stopAgent(paths)
  openStore(paths.indexFile).close()
  t.false((await readdir(paths.stateFolder)).includes('index.db-wal'))
})
