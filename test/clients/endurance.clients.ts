import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { request as requestTls } from 'node:https'
import { join } from 'node:path'
import { json, text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { makeDropboxCertificate } from '../../bench/proxy/certificate.ts'
import { startConnectProxy } from '../../bench/proxy/connect-proxy.ts'
import { type EmulatorProcess, spawnEmulator, temporaryFolder } from './emulator-process.ts'
import { rcloneBox, rclones } from './rclone/rclone.ts'
import { numberedFiles, writeTree } from './tree.ts'

const MIB = 1024 * 1024
/** Above what the process takes before its first request (about 110 MiB), and far below what it moves. */
const MEMORY = 256 * MIB

const BLOCK = Buffer.alloc(MIB, 'Nobody keeps two gibibytes of this in memory. ')

interface Person {
  url: string
  token: string
}

async function arrive({ url }: EmulatorProcess): Promise<Person> {
  const answer = await fetch(`${url}/emulator/tokens`, { method: 'POST' })
  return { url, token: ((await answer.json()) as { access_token: string }).access_token }
}

/** Begins a content call whose body is sent by the caller. */
function begin({ url, token }: Person, route: string, argument: unknown, length?: number): ClientRequest {
  return request(`${url}/2/${route}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Dropbox-API-Arg': JSON.stringify(argument),
      ...(length === undefined
        ? {}
        : { 'Content-Type': 'application/octet-stream', 'Content-Length': length }),
    },
  })
}

/** Sends `length` bytes, a mebibyte at a time, and gives the answer, which must be a success. */
async function send(person: Person, route: string, argument: unknown, length: number): Promise<unknown> {
  const outgoing = begin(person, route, argument, length)
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
  for (let left = length; left > 0; left -= MIB) {
    if (!outgoing.write(BLOCK.subarray(0, left))) await once(outgoing, 'drain')
  }
  outgoing.end()
  const [answer] = await answered
  if (answer.statusCode !== 200) throw new Error(await text(answer))
  return await json(answer)
}

function logMemory(t: ExecutionContext, emulator: EmulatorProcess): void {
  t.log(`peak memory ${Math.round(emulator.peakMemory() / MIB)} MiB`)
  t.true(emulator.peakMemory() < MEMORY)
}

test.serial('2 GiB go up and come back in bounded memory', async (t) => {
  const emulator = await spawnEmulator(t, '--data', await temporaryFolder(t))
  const me = await arrive(emulator)
  const [pieces, length] = [16, 128 * MIB]
  const { session_id } = (await send(me, 'files/upload_session/start', {}, 0)) as { session_id: string }
  for (let piece = 0; piece < pieces; piece += 1) {
    const cursor = { session_id, offset: piece * length }
    await send(me, 'files/upload_session/append_v2', { cursor, close: piece === pieces - 1 }, length)
  }
  const finish = { cursor: { session_id, offset: pieces * length }, commit: { path: '/large' } }
  t.like(await send(me, 'files/upload_session/finish', finish, 0), { size: 2048 * MIB })

  const outgoing = begin(me, 'files/download', { path: '/large' })
  outgoing.end()
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  const [came, went] = [createHash('sha256'), createHash('sha256')]
  for await (const chunk of answer) came.update(chunk as Buffer)
  for (let block = 0; block < 2048; block += 1) went.update(BLOCK)
  t.is(came.digest('hex'), went.digest('hex'))
  logMemory(t, emulator)
})

test.serial('twenty uploads at once and fifty readers that stop reading cost no memory', async (t) => {
  const emulator = await spawnEmulator(t, '--data', await temporaryFolder(t))
  const me = await arrive(emulator)
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      send(me, 'files/upload', { path: `/${number}`, mode: 'overwrite' }, 32 * MIB),
    ),
  )
  const readers = Array.from({ length: 50 }, () => begin(me, 'files/download', { path: '/0' }))
  await Promise.all(
    readers.map(async (reader) => {
      reader.on('error', () => undefined)
      reader.end()
      const [answer] = (await once(reader, 'response')) as [IncomingMessage]
      answer.on('error', () => undefined)
      await once(answer, 'readable')
    }),
  )
  // Others are served while the fifty hold on.
  await send(me, 'files/upload', { path: '/other' }, 32 * MIB)
  for (const reader of readers) reader.destroy()
  logMemory(t, emulator)
})

test.serial(
  'Ctrl-C in the middle of an upload and a longpoll ends at once, and nothing is half',
  async (t) => {
    const data = await temporaryFolder(t)
    const emulator = await spawnEmulator(t, '--data', data)
    const me = await arrive(emulator)
    await send(me, 'files/upload', { path: '/before' }, MIB)
    const listing = await fetch(`${me.url}/2/files/list_folder`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${me.token}`, 'Content-Type': 'application/json' },
      body: '{"path": ""}',
    })
    const { cursor } = (await listing.json()) as { cursor: string }
    const waiting = fetch(`${me.url}/2/files/list_folder/longpoll`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ cursor, timeout: 480 }),
    }).then(
      () => 'answered',
      () => 'cut',
    )
    const half = begin(me, 'files/upload', { path: '/half' }, 100 * MIB)
    half.on('error', () => undefined)
    half.write(BLOCK)
    const stats = async () =>
      (await (await fetch(`${me.url}/emulator/stats`)).json()) as {
        contentBytesUp: number
        routes: Record<string, number>
      }
    for (;;) {
      const { contentBytesUp, routes } = await stats()
      if (contentBytesUp >= 2 * MIB && routes['files/list_folder/longpoll'] === 1) break
    }
    t.is(await emulator.end('SIGINT'), 0)
    t.is(await waiting, 'cut')

    const again = await spawnEmulator(t, '--data', data)
    const after = { url: again.url, token: me.token }
    const outgoing = begin(after, 'files/download', { path: '/half' })
    outgoing.end()
    t.is(((await once(outgoing, 'response')) as [IncomingMessage])[0].statusCode, 409)
    t.like(await send(after, 'files/upload', { path: '/before' }, MIB), { size: MIB })
    t.deepEqual(await readdir(join(data, 'content', 'incoming')), [])
  },
)

const newest = rclones.at(-1)
if (newest === undefined) throw new Error('there is no rclone on this machine')

test.serial(
  `rclone ${newest.version} finishes although the emulator is killed again and again`,
  async (t) => {
    const folder = await temporaryFolder(t)
    const certificate = await makeDropboxCertificate()
    for (const [name, pem] of Object.entries(certificate)) await writeFile(join(folder, `${name}.pem`), pem)
    const flags = [
      ...['--data', join(folder, 'emulator'), '--tls-cert', join(folder, 'cert.pem')],
      ...['--tls-key', join(folder, 'key.pem')],
    ]
    const ask = (emulator: EmulatorProcess, method: string, route: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        requestTls(`${emulator.url}/emulator/${route}`, { method, ca: certificate.authority }, resolve)
          .on('error', reject)
          .end()
      })
    let emulator = await spawnEmulator(t, ...flags)
    const proxy = await startConnectProxy(emulator)
    t.teardown(() => proxy.close())
    const token = (await json(await ask(emulator, 'POST', 'tokens'))) as {
      access_token: string
      refresh_token: string
    }
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      HTTPS_PROXY: proxy.url,
      SSL_CERT_FILE: join(folder, 'authority.pem'),
    }
    const box = rcloneBox({ environment, folder }, newest.path, token, {
      RCLONE_RETRIES: '20',
      RCLONE_LOW_LEVEL_RETRIES: '20',
      RCLONE_DROPBOX_CHUNK_SIZE: '4M',
    })
    const from = join(folder, 'from')
    await writeTree(from, {
      ...numberedFiles(150),
      'large/one': Buffer.alloc(30 * MIB + 1, '1'),
      'large/two': Buffer.alloc(50 * MIB, '2'),
    })
    const copying = box.must('copy', from, 'dropbox:tree')
    for (let kills = 0; kills < 3; kills += 1) {
      const moved = async () =>
        ((await json(await ask(emulator, 'GET', 'stats'))) as { contentBytesUp: number }).contentBytesUp
      while ((await moved()) < 8 * MIB);
      await emulator.end('SIGKILL')
      emulator = await spawnEmulator(t, ...flags, '--port', String(emulator.port))
    }
    await copying
    await box.must('check', from, 'dropbox:tree')
    await box.must('check', '--download', from, 'dropbox:tree')
    t.is((await box.must('lsf', '-R', '--files-only', 'dropbox:tree')).trim().split('\n').length, 152)
  },
)
