import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause, setImmediate } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import {
  type CommandSocket,
  type Looks,
  serveCommands,
} from '../../../../runtime/agent/command-socket/serve.ts'
import type { AgentReport } from '../../../../runtime/agent/control.ts'
import type { ServedControl } from '../../../../runtime/agent/socket/serve.ts'
import type { BoxPaths } from '../../../../runtime/box/paths.ts'
import { betweenLooks, temporaryHome } from '../home.ts'
import { type DropboxClient, dropboxClient } from './dropbox-client.ts'

const report = { status: { state: 'up-to-date' }, problems: 0, folder: '/box', mappings: [] }

interface Served {
  readonly paths: BoxPaths
  readonly socket: CommandSocket
  readonly logged: unknown[]
  client(): Promise<DropboxClient>
}

/** The socket of a home, answered for by a control that knows little. */
async function served(
  t: ExecutionContext,
  control: Partial<ServedControl> = {},
  paths?: BoxPaths,
  looks?: Looks,
): Promise<Served> {
  const home = paths ?? (await temporaryHome(t)).paths
  const logged: unknown[] = []
  const note = (event: string, data: unknown) => void logged.push({ event, data })
  const all = { report: async () => report as unknown as AgentReport, stop: () => undefined, ...control }
  const log = { info: note, warn: note, failure: note }
  const noLink = async () => ({ ok: false, refusal: { reason: 'missing' } }) as const
  const socket = await serveCommands(home, all as ServedControl, noLink, log, looks)
  t.teardown(() => socket.close())
  return {
    ...{ paths: home, socket, logged },
    async client() {
      const client = await dropboxClient(home.commandSocketFile)
      t.teardown(client.close)
      return client
    },
  }
}

const mode = (path: string) => statSync(path).mode & 0o777
/** Longer than any test takes, ms. */
const never = 3_600_000
const upToDate = { status: ['Up to date'] }

test('the socket and the pid file are there for this user alone while it is served, and gone afterwards', async (t) => {
  const { paths, socket, client } = await served(t)
  t.is(socket.fault(), undefined)
  t.deepEqual(await (await client()).ask('get_dropbox_status'), upToDate)
  t.is(Number(readFileSync(paths.pidFile, 'utf8')), process.pid)
  t.deepEqual([paths.clientFolder, paths.commandSocketFile, paths.pidFile].map(mode), [0o700, 0o600, 0o600])
  socket.close()
  t.false(existsSync(paths.clientFolder))
})

test('what another program has in the folder stays, and its folder becomes private', async (t) => {
  const { paths } = await temporaryHome(t)
  mkdirSync(paths.clientFolder, { mode: 0o755 })
  writeFileSync(join(paths.clientFolder, 'info.json'), '{}')
  const { socket } = await served(t, {}, paths)
  t.is(mode(paths.clientFolder), 0o700)
  socket.close()
  t.is(readFileSync(join(paths.clientFolder, 'info.json'), 'utf8'), '{}')
  t.false(existsSync(paths.pidFile) || existsSync(paths.commandSocketFile))
})

test('a socket on which another program answers is left alone, which is told', async (t) => {
  const { paths } = await temporaryHome(t)
  mkdirSync(paths.clientFolder, { mode: 0o700 })
  const other = createServer((socket) => socket.on('error', () => undefined).end('mine'))
  await new Promise<void>((resolve) => other.listen(paths.commandSocketFile, resolve))
  t.teardown(() => other.close())
  const { ino } = statSync(paths.commandSocketFile)
  const { socket, logged } = await served(t, {}, paths)
  t.regex(
    socket.fault() ?? '',
    /^Another Dropbox answers on .*command_socket, so that .*dropbox\.py does not reach/,
  )
  t.is(logged.length, 1)
  socket.close()
  t.is(statSync(paths.commandSocketFile).ino, ino)
  t.false(existsSync(paths.pidFile))
})

test('a pid file of a live Dropbox is left alone; one of a process that is gone, is ours, or came later is taken over', async (t) => {
  const { paths } = await temporaryHome(t)
  const live = (...words: string[]): number => {
    const child = spawn('sleep', ['60'], { argv0: words.join(' '), stdio: 'ignore' })
    t.teardown(() => void child.kill('SIGKILL'))
    return child.pid ?? 0
  }
  const daemon = live('/opt/Dropbox/dropboxd')
  const faultWith = async (pid: string, writtenAt = new Date()): Promise<string | undefined> => {
    mkdirSync(paths.clientFolder, { recursive: true, mode: 0o700 })
    writeFileSync(paths.pidFile, pid)
    utimesSync(paths.pidFile, writtenAt, writtenAt)
    const { socket } = await served(t, {}, paths)
    const fault = socket.fault()
    const now = readFileSync(paths.pidFile, 'utf8')
    t.is(fault === undefined, now === `${process.pid}\n`, `${pid} -> ${now}`)
    socket.close()
    return fault
  }
  t.regex(
    (await faultWith(String(daemon))) ?? '',
    new RegExp(`^Another Dropbox \\(process ${daemon}\\) has `),
  )
  const dead = spawn('true')
  await once(dead, 'exit')
  for (const stale of [`${dead.pid}`, '', 'x', '-1', `${process.pid}`, `${live('sleep')}`])
    t.is(await faultWith(stale), undefined, stale)
  t.is(await faultWith(`${live(`${paths.packagesFolder}/dropbox/1/node`)}`), undefined, 'a command of ours')
  // It has only been given the number that a Dropbox of last year had.
  t.is(await faultWith(String(daemon), new Date(Date.now() - 365 * 86_400_000)), undefined)
})

test('a socket that was left behind by a killed program is taken over', async (t) => {
  const { paths } = await temporaryHome(t)
  mkdirSync(paths.clientFolder, { mode: 0o700 })
  const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', script, paths.commandSocketFile]), 'exit')
  t.true(existsSync(paths.commandSocketFile))
  const { client } = await served(t, {}, paths)
  t.deepEqual(await (await client()).ask('get_dropbox_status'), upToDate)
})

test('what cannot be served ends nothing: a file, a link to nothing, a file for the socket', async (t) => {
  for (const spoil of [
    (paths: BoxPaths) => writeFileSync(paths.clientFolder, ''),
    (paths: BoxPaths) => symlinkSync('/nowhere', paths.clientFolder),
    (paths: BoxPaths) => {
      mkdirSync(paths.clientFolder)
      writeFileSync(paths.commandSocketFile, 'precious')
    },
  ]) {
    const { paths } = await temporaryHome(t)
    spoil(paths)
    const { socket } = await served(t, {}, paths)
    t.regex(socket.fault() ?? '', /Dropbox's own dropbox\.py does not reach this one/)
    t.notRegex(socket.fault() ?? '', /\bE[A-Z]+\b/)
    socket.close()
    if (statSync(paths.commandSocketFile, { throwIfNoEntry: false })?.isFile())
      t.is(readFileSync(paths.commandSocketFile, 'utf8'), 'precious')
  }
})

test('a home whose path is longer than a socket address is served too', async (t) => {
  const { paths } = await temporaryHome(t, { depth: 6 })
  t.true(paths.commandSocketFile.length > 150)
  const { socket } = await served(t, {}, paths)
  t.is(socket.fault(), undefined)
  // The script itself cannot name it; a short way to it shows that it answers.
  const short = join((await temporaryHome(t)).paths.home, 's')
  symlinkSync(paths.commandSocketFile, short)
  const client = await dropboxClient(short)
  t.teardown(client.close)
  t.deepEqual(await client.ask('get_dropbox_status'), upToDate)
})

test('the place is taken once another Dropbox has ended, and again after somebody removed it', async (t) => {
  const { paths } = await temporaryHome(t)
  mkdirSync(paths.clientFolder, { mode: 0o700 })
  const other = createServer((socket) => socket.on('error', () => undefined).end())
  await new Promise<void>((resolve) => other.listen(paths.commandSocketFile, resolve))
  const { socket, client } = await served(t, {}, paths, { every: betweenLooks, atFault: never })
  t.not(socket.fault(), undefined)
  await new Promise((resolve) => other.close(resolve))
  while (socket.fault() !== undefined) await pause(betweenLooks)
  t.deepEqual(await (await client()).ask('get_dropbox_status'), upToDate)

  rmSync(paths.clientFolder, { recursive: true })
  while (!existsSync(paths.pidFile)) await pause(betweenLooks)
  t.deepEqual(await (await client()).ask('get_dropbox_status'), upToDate)
})

test('a disk that did not allow it is told with what to do, and asked again before long', async (t) => {
  const { paths } = await temporaryHome(t)
  writeFileSync(paths.clientFolder, '')
  const { socket, client } = await served(t, {}, paths, { every: never, atFault: betweenLooks })
  t.is(
    socket.fault(),
    `Dropbox's own dropbox.py does not reach this one: ${paths.clientFolder} cannot be used, since something else is there already. Move that away or rename it.`,
  )
  rmSync(paths.clientFolder)
  while (socket.fault() !== undefined) await pause(betweenLooks)
  t.deepEqual(await (await client()).ask('get_dropbox_status'), upToDate)
})

test('whoever takes the place meanwhile keeps it', async (t) => {
  const { paths, socket } = await served(t)
  writeFileSync(paths.pidFile, '4711')
  socket.close()
  t.is(readFileSync(paths.pidFile, 'utf8'), '4711')
  t.false(existsSync(paths.commandSocketFile))
})

test('one command after the other is answered on a connection, also those that cannot be', async (t) => {
  const { client, logged } = await served(t, {
    selection: async () => {
      throw new TypeError('internals that nobody is to see')
    },
  })
  const { ask, socket } = await client()
  t.deepEqual(await ask('get_dropbox_status'), upToDate)
  t.deepEqual(await ask('constructor'), { notok: ['No command exists by that name: constructor.'] })
  const broken = await ask('icon_overlay_file_status', { path: '/a\nb' })
  t.regex(JSON.stringify(broken), /cannot be understood.*line end/)
  const failed = await ask('get_ignore_set')
  t.regex(
    JSON.stringify(failed),
    /^{"notok":\["Dropbox met an unexpected error\. .*agent\.log tells more\."\]}$/,
  )
  t.is(logged.length, 1)
  // Whoever has said all it wants still gets the answer.
  socket.end('get_dropbox_status\ndone\n')
  const [text] = await once(socket, 'data')
  t.is(text, 'ok\nstatus\tUp to date\ndone\n')
  await once(socket, 'close')
})

test('a stop is answered by the end of the process', async (t) => {
  let stops = 0
  const { client, socket, paths } = await served(t, { stop: () => void stops++ })
  const [one, other] = [await client(), await client()]
  t.deepEqual(await other.ask('get_dropbox_status'), upToDate)
  let answered = false
  void one.ask('tray_action_hard_exit').then(() => {
    answered = true
  })
  t.deepEqual(await other.ask('get_dropbox_status'), upToDate)
  t.is(stops, 1)
  socket.close()
  await once(other.socket, 'close')
  t.false(existsSync(paths.pidFile))
  t.false(answered || one.socket.destroyed)
})

test('endless lines, half commands, floods and a thousand connections hurt nobody', async (t) => {
  const { paths, client } = await served(t)
  const hostile = async (): Promise<Socket> => {
    const socket = connect(paths.commandSocketFile).on('error', () => undefined)
    t.teardown(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  const endless = await hostile()
  const closed = new Promise((resolve) => endless.once('close', resolve))
  for (let sent = 0; sent < 40 && !endless.destroyed; sent++) endless.write('x'.repeat(64 * 1024))
  await closed

  const patient = await client()
  t.deepEqual(await patient.ask('get_dropbox_status'), upToDate)
  const many: Socket[] = []
  while (many.length < 1_000) {
    many.push(await hostile())
    // One is taken in each turn of the event loop, which is the server's here, too.
    await setImmediate()
  }
  for (const socket of many) if (!socket.destroyed) socket.write('get_dropbox_')
  const late = await client()
  t.deepEqual(await late.ask('get_dropbox_status'), upToDate)

  // Answers that nobody takes hold up their own connection alone.
  const flood = await hostile()
  flood.pause()
  flood.write('get_dropbox_status\ndone\n'.repeat(50_000))
  t.deepEqual(await late.ask('get_dropbox_status'), upToDate)
  t.deepEqual(await (await client()).ask('get_dropbox_status'), upToDate)
})
