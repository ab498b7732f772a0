import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { type ExecutionContext } from 'ava'
import { startEmulator } from '../../emulator/server.ts'
import { callerOf, readReply, temporaryFolder } from './emulation.ts'

const BIN = join(import.meta.dirname, '../../emulator/bin.ts')

async function spawnEmulator(
  t: ExecutionContext,
  dataFolder: string,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [BIN, '--port', '0', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })
  const [line] = (await once(lines, 'line')) as [string]
  return { child, url: line.replace('Dropbox emulator listening on ', '') }
}

test('everything survives a restart: files, revisions, tokens, cursors, sessions, links', async (t) => {
  const dataFolder = await temporaryFolder(t)
  const first = await startEmulator({ dataFolder })
  const token = first.issueToken().access_token
  const me = callerOf(first, token)
  const old = await me.put('/a', 'old')
  const { cursor } = (await me.rpc('files/list_folder', { path: '', recursive: true })).json
  await me.put('/a', 'new', { mode: 'overwrite' })
  await me.put('/big', Buffer.alloc(500_000, 'b'))
  const { session_id } = (await me.upload('files/upload_session/start', {}, 'half ')).json
  await first.close()

  const second = await startEmulator({ dataFolder })
  t.teardown(() => second.close())
  const again = callerOf(second, token)
  t.is((await again.download('files/download', { path: '/a' })).text, 'new')
  t.is((await again.download('files/download', { path: `rev:${old.rev}` })).text, 'old')
  t.is((await again.download('files/download', { path: '/big' })).bytes.length, 500_000)
  const { entries } = (await again.rpc('files/list_folder/continue', { cursor })).json
  t.deepEqual(
    entries.map((entry: { name: string }) => entry.name),
    ['a', 'big'],
  )
  const commit = { cursor: { session_id, offset: 5 }, commit: { path: '/whole' } }
  t.is((await again.upload('files/upload_session/finish', commit, 'done')).json.size, 9)
})

test('after kill -9 everything that was answered is there, and nothing half', async (t) => {
  const dataFolder = await temporaryFolder(t)
  const running = await spawnEmulator(t, dataFolder)
  const issued = (await (await fetch(`${running.url}/emulator/tokens`, { method: 'POST' })).json()) as {
    access_token: string
  }
  const answered = new Set<string>()
  let killed = false
  const upload = async (name: string, size: number) => {
    const response = await fetch(`${running.url}/2/files/upload`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${issued.access_token}`,
        'Content-Type': 'application/octet-stream',
        'Dropbox-API-Arg': JSON.stringify({ path: `/${name}` }),
      },
      body: Buffer.alloc(size, name),
    })
    if ((await readReply(response)).status === 200) answered.add(name)
  }
  const workers = Array.from({ length: 4 }, async (_, worker) => {
    for (let turn = 0; !killed; turn += 1) {
      try {
        await upload(`${worker}-${turn}`, turn % 2 === 0 ? 1000 : 300_000)
      } catch (error) {
        if (!killed) throw error
      }
      if (answered.size >= 40 && !killed) {
        killed = true
        running.child.kill('SIGKILL')
      }
    }
  })
  await Promise.all(workers)
  t.true(answered.size >= 40)

  const emulator = await startEmulator({ dataFolder })
  t.teardown(() => emulator.close())
  const me = callerOf(emulator, issued.access_token)
  const { entries } = (await me.rpc('files/list_folder', { path: '', limit: 2000 })).json
  const present = new Map<string, number>(
    entries.map((entry: { name: string; size: number }) => [entry.name, entry.size]),
  )
  for (const name of answered) {
    t.true(present.has(name), name)
    const { bytes } = await me.download('files/download', { path: `/${name}` })
    t.true(bytes.equals(Buffer.alloc(present.get(name) ?? 0, name)), name)
  }
  t.deepEqual(await readdir(join(dataFolder, 'content', 'incoming')), [])
})

test('equal content is kept once, and what is not needed leaves no file', async (t) => {
  const dataFolder = await temporaryFolder(t)
  const emulator = await startEmulator({ dataFolder })
  t.teardown(() => emulator.close())
  const me = callerOf(emulator)
  const content = Buffer.alloc(200_000, 'same')
  for (const name of ['/a', '/b', '/c']) await me.put(name, content)
  const wrong = '0'.repeat(64)
  await me.upload('files/upload', { path: '/d', content_hash: wrong }, Buffer.alloc(200_000, 'lost'))
  const files = (await readdir(join(dataFolder, 'content'), { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile(),
  )
  t.is(files.length, 1)
})

test('an upload that breaks off leaves nothing', async (t) => {
  const dataFolder = await temporaryFolder(t)
  const emulator = await startEmulator({ dataFolder })
  t.teardown(() => emulator.close())
  const me = callerOf(emulator)
  const { request } = await import('node:http')
  const outgoing = request(`${emulator.url}/2/files/upload`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${me.token}`,
      'Content-Type': 'application/octet-stream',
      'Dropbox-API-Arg': '{"path": "/half"}',
      'Content-Length': 1_000_000,
    },
  })
  outgoing.on('error', () => undefined)
  outgoing.write(Buffer.alloc(400_000))
  while (emulator.stats().contentBytesUp < 400_000) await me.rpc('users/get_space_usage')
  outgoing.destroy()
  while (emulator.stats().statuses['none'] === undefined) await me.rpc('users/get_space_usage')
  t.is((await me.rpc('files/get_metadata', { path: '/half' })).status, 409)
  t.deepEqual(await readdir(join(dataFolder, 'content', 'incoming')), [])
})
