import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  bytesUpload,
  Dropbox,
  DropboxAuth,
  DropboxFileDownloader,
  DropboxFileUploader,
  DropboxResponseError,
  fileUpload,
} from 'dropbox'
import { ProxyAgent, fetch as undiciFetch } from 'undici'
import type { EmulatorOptions } from '../../emulator/server.ts'
import { openDropboxHosts } from './dropbox-hosts.ts'

const BLOCK = 4 * 1024 * 1024

/** The SDK with Dropbox's own addresses: only the connection under it goes by the proxy. */
async function openSdk(t: ExecutionContext, options: Partial<EmulatorOptions> = {}) {
  const hosts = await openDropboxHosts(t, options)
  const dispatcher = new ProxyAgent({
    uri: hosts.proxy.url,
    requestTls: { ca: hosts.certificate.authority },
  })
  t.teardown(() => dispatcher.destroy())
  const overProxy = ((input: string, init: object) =>
    undiciFetch(input, { ...init, dispatcher })) as unknown as typeof fetch
  const token = hosts.emulator.issueToken()
  return {
    ...hosts,
    overProxy,
    dropbox: new Dropbox({ accessToken: token.access_token, fetch: overProxy }),
  }
}

async function failureOf(work: Promise<unknown>): Promise<DropboxResponseError<unknown>> {
  try {
    await work
  } catch (error) {
    if (error instanceof DropboxResponseError) return error
    throw error
  }
  throw new Error('it did not fail')
}

async function bytesOf(dropbox: Dropbox, path: string): Promise<Buffer> {
  const { result } = await dropbox.filesDownload({ path })
  return (result as unknown as { fileBinary: Buffer }).fileBinary
}

test('the JavaScript SDK meets each route at its own host', async (t) => {
  const { dropbox, proxy } = await openSdk(t, { config: { longpoll: { maximum: 1 } } })
  await dropbox.filesUpload({ path: '/Ünï 😀.txt', contents: 'hello' })
  t.is(String(await bytesOf(dropbox, '/ünï 😀.txt')), 'hello')
  const { result } = await dropbox.filesListFolder({ path: '' })
  t.is(result.entries[0]?.name, 'Ünï 😀.txt')
  t.false((await dropbox.filesListFolderLongpoll({ cursor: result.cursor })).result.changes)
  t.deepEqual(Object.keys(proxy.tunnels().opened).sort(), [
    'api.dropboxapi.com',
    'content.dropboxapi.com',
    'notify.dropboxapi.com',
  ])
})

for (const [size, parallelUploads] of [
  [0, 1],
  [1, 4],
  [BLOCK, 1],
  [3 * BLOCK + 17, 1],
  [5 * BLOCK, 4],
  [5 * BLOCK + 1, 4],
] as const) {
  test(`its uploader sends ${size} bytes, ${parallelUploads} at a time`, async (t) => {
    const { dropbox, folder } = await openSdk(t)
    const content = randomBytes(size)
    await writeFile(join(folder, 'source'), content)
    const uploader = new DropboxFileUploader(dropbox, { chunkSize: BLOCK, parallelUploads })
    await uploader.upload(await fileUpload(join(folder, 'source')), { path: '/file' })
    t.true((await bytesOf(dropbox, '/file')).equals(content))
  })
}

for (const kind of ['lost', '500', 'reset', '429'] as const) {
  test(`its uploader gets over ${kind}, and nothing is doubled`, async (t) => {
    const { dropbox, emulator } = await openSdk(t)
    const content = randomBytes(2 * BLOCK + 5)
    emulator.configure({
      faults: [
        { route: 'files/upload_session/append_v2', kind, count: 1, retryAfter: 0 },
        ...(kind === 'lost' ? [] : [{ route: 'files/upload_session/finish', kind, count: 1, retryAfter: 0 }]),
      ],
    })
    const uploader = new DropboxFileUploader(dropbox, { chunkSize: BLOCK, retryDelay: 1 })
    await uploader.upload(bytesUpload(content), { path: '/file' })
    t.true((await bytesOf(dropbox, '/file')).equals(content))
    t.is((await dropbox.filesListFolder({ path: '' })).result.entries.length, 1)
  })
}

test('its downloader gets over a broken connection and goes on where it was', async (t) => {
  const { dropbox, emulator, folder } = await openSdk(t)
  const content = randomBytes(2 * BLOCK)
  await dropbox.filesUpload({ path: '/file', contents: content })
  emulator.configure({ faults: [{ route: 'files/download', kind: 'truncate', count: 1 }] })
  const before = emulator.stats().contentBytesDown
  const downloader = new DropboxFileDownloader(dropbox, { retryDelay: 1 })
  await downloader.downloadFile('/file', join(folder, 'target'))
  t.true((await readFile(join(folder, 'target'))).equals(content))
  t.true(emulator.stats().contentBytesDown - before < 1.5 * content.length)
})

test('its downloader notices bytes that are not the file', async (t) => {
  const { dropbox, emulator, folder } = await openSdk(t)
  await dropbox.filesUpload({ path: '/file', contents: randomBytes(1000) })
  emulator.configure({ faults: [{ route: 'files/download', kind: 'wrong_bytes' }] })
  const downloader = new DropboxFileDownloader(dropbox, { retryDelay: 1 })
  await t.throwsAsync(downloader.downloadFile('/file', join(folder, 'target')), { message: /content hash/ })
})

test('it pages through a listing and follows the changes', async (t) => {
  const { dropbox } = await openSdk(t, { config: { pages: { forced: 2, empty: true } } })
  const names = Array.from({ length: 7 }, (_, number) => `/${number}`)
  for (const path of names) await dropbox.filesUpload({ path, contents: path })
  let { result } = await dropbox.filesListFolder({ path: '', recursive: true })
  const entries = [...result.entries]
  while (result.has_more) {
    result = (await dropbox.filesListFolderContinue({ cursor: result.cursor })).result
    entries.push(...result.entries)
  }
  t.deepEqual(entries.map((entry) => entry.path_display).sort(), names)
  const waiting = dropbox.filesListFolderLongpoll({ cursor: result.cursor, timeout: 30 })
  await dropbox.filesDeleteV2({ path: '/3' })
  t.true((await waiting).result.changes)
})

test('it copies and moves in batches, at once or by a job', async (t) => {
  const { dropbox, emulator } = await openSdk(t)
  await dropbox.filesUpload({ path: '/a', contents: 'x' })
  const entries = [{ from_path: '/a', to_path: '/b' }]
  const atOnce = (await dropbox.filesCopyBatchV2({ entries })).result
  t.is(atOnce['.tag'], 'complete')
  emulator.configure({ batches: { mode: 'async', pendingPolls: 1 } })
  const launched = (
    await dropbox.filesMoveBatchV2({ entries: [{ from_path: '/b', to_path: '/c' }], autorename: false })
  ).result
  const async_job_id = launched['.tag'] === 'async_job_id' ? launched.async_job_id : ''
  t.is((await dropbox.filesMoveBatchCheckV2({ async_job_id })).result['.tag'], 'in_progress')
  const { result } = await dropbox.filesMoveBatchCheckV2({ async_job_id })
  t.like(result, { '.tag': 'complete', entries: [{ '.tag': 'success', success: { path_display: '/c' } }] })
})

test('its errors hold status, headers and union', async (t) => {
  const { dropbox, emulator } = await openSdk(t)
  const missing = await failureOf(dropbox.filesDownload({ path: '/none' }))
  t.is(missing.status, 409)
  t.like(missing.error, { error: { '.tag': 'path', path: { '.tag': 'not_found' } } })
  await dropbox.filesUpload({ path: '/a', contents: '1' })
  const conflict = await failureOf(dropbox.filesUpload({ path: '/a', contents: '2' }))
  t.like(conflict.error, {
    error: { '.tag': 'path', reason: { '.tag': 'conflict', conflict: { '.tag': 'file' } } },
  })
  emulator.configure({ faults: [{ route: 'files/list_folder', kind: '429', count: 1, retryAfter: 7 }] })
  const limited = await failureOf(dropbox.filesListFolder({ path: '' }))
  t.is(limited.status, 429)
  t.is((limited.headers as Headers).get('retry-after'), '7')
  t.like(limited.error, { error: { reason: { '.tag': 'too_many_requests' } } })
  const stranger = new Dropbox({
    accessToken: 'sl.nobodyknowsthistoken',
    fetch: (await openSdk(t)).overProxy,
  })
  const unknown = await failureOf(stranger.filesListFolder({ path: '' }))
  t.is(unknown.status, 401)
  t.like(unknown.error, { error: { '.tag': 'invalid_access_token' } })
})

test('it signs in, and renews a token by itself before a call', async (t) => {
  const { overProxy, emulator } = await openSdk(t, { config: { tokens: { accessTokenLifetime: 60 } } })
  const auth = new DropboxAuth({ clientId: 'somebodysappkey', fetch: overProxy })
  const address = await auth.getAuthenticationUrl('', '', 'code', 'offline', undefined, 'none', true)
  const page = await overProxy(String(address), { headers: { 'X-Emulator-Auto-Approve': '1' } })
  const { code } = (await page.json()) as { code: string }
  const { result } = await auth.getAccessTokenFromCode('', code)
  auth.setRefreshToken((result as { refresh_token: string }).refresh_token)
  const dropbox = new Dropbox({ auth, fetch: overProxy })
  t.is((await dropbox.usersGetCurrentAccount()).result.name.display_name, 'Freddy')
  t.is(emulator.stats().routes['oauth2/token'], 2)
})

test('it shares a file and reads it by its link', async (t) => {
  const { dropbox } = await openSdk(t)
  await dropbox.filesUpload({ path: '/a.txt', contents: 'hello' })
  const { result: link } = await dropbox.sharingCreateSharedLinkWithSettings({ path: '/a.txt' })
  const { result } = await dropbox.sharingGetSharedLinkFile({ url: link.url })
  t.is(String((result as unknown as { fileBinary: Buffer }).fileBinary), 'hello')
  await dropbox.sharingRevokeSharedLink({ url: link.url })
  t.like((await failureOf(dropbox.sharingGetSharedLinkMetadata({ url: link.url }))).error, {
    error: { '.tag': 'shared_link_not_found' },
  })
})
