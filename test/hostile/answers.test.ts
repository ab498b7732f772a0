import { gzipSync } from 'node:zlib'
import test from 'ava'
import { secret } from '../../runtime/cloud/sign-in/secret.ts'
import { contentHashOf } from '../../runtime/core/content-hash.ts'
import type { RemoteFile } from '../../runtime/core/tree.ts'
import { type Cloud, CloudError } from '../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload, uploaded } from '../runtime/cloud/cloud-calls.ts'
import { fileMetadata, type Reply, scriptedDropbox } from '../runtime/cloud/scripted-dropbox.ts'

const content = bytesOf(200_000, 7)
const file: RemoteFile = {
  kind: 'file',
  name: 'a',
  id: 'id:a',
  rev: '0123456789abc',
  hash: contentHashOf(content),
  size: content.byteLength,
  modified: 0,
  downloadable: true,
}
const described = fileMetadata('/a', file.hash, file.size, file.rev)
const never = new AbortController().signal

/** Downloads `file`; what was written, and what it came to. */
async function downloaded(cloud: Cloud): Promise<{ written: number; outcome: unknown }> {
  let written = 0
  const write = async (chunk: Uint8Array): Promise<void> => {
    written += chunk.byteLength
  }
  const outcome = await cloud
    .download({ path: '/a', file, offset: 0 }, write, { signal: never })
    .catch((error: unknown) => error)
  return { written, outcome }
}

/** Everything that can be asked of Dropbox, each of which gives something or throws. */
const calls: Readonly<Record<string, (cloud: Cloud) => Promise<unknown>>> = {
  account: (cloud) => cloud.account(),
  space: (cloud) => cloud.space(),
  listing: (cloud) => cloud.changes(undefined),
  changes: (cloud) => cloud.changes('c'),
  waiting: (cloud) => cloud.waitForChange('c', never),
  'a download': async (cloud) => (await downloaded(cloud)).outcome,
  'a folder': (cloud) => cloud.createFolders(['/a']),
  folders: (cloud) => cloud.createFolders(['/a', '/b']),
  'a deletion': (cloud) => cloud.deleteFiles([{ path: '/a', rev: file.rev }]),
  deletions: (cloud) =>
    cloud.deleteFiles([
      { path: '/a', rev: file.rev },
      { path: '/b', rev: file.rev },
    ]),
  'the deletion of a folder': (cloud) => cloud.deleteEmptyFolder('/a'),
  'a move': (cloud) => cloud.move('/a', '/b'),
  'a rename by case': (cloud) => cloud.move('/a', '/A'),
  'an upload': (cloud) => uploaded(cloud, [fileToUpload('/a', content)]),
  uploads: (cloud) =>
    uploaded(
      cloud,
      ['/a', '/b', '/c'].map((path) => fileToUpload(path, content)),
    ),
}

const nested = `${'{".tag":"path","path":'.repeat(20_000)}null${'}'.repeat(20_000)}`
const shallow = `${'[{"a":'.repeat(5_000)}1${'}]'.repeat(5_000)}`

/** What no answer of Dropbox looks like. */
const shapes: Readonly<Record<string, string>> = {
  null: 'null',
  'a list': '[]',
  'a number': '1e308',
  'an empty object': '{}',
  'nothing at all': '',
  HTML: '<html><body>Sign in to HotelNet</body></html>',
  'JSON that ends early': '{"entries": [{"name": "a',
  'lists where objects should be':
    '{"entries":[[[]]],"cursor":[],"has_more":[],"metadata":[],"session_ids":[[]]}',
  'nulls everywhere':
    '{"entries":null,"cursor":null,"has_more":null,"metadata":null,".tag":null,"error":null}',
  'entries that are null':
    '{"entries":[null],"cursor":"c","has_more":false,"metadata":null,".tag":"complete"}',
  'entries of no kind':
    '{"entries":[{},{}],"cursor":"c","has_more":false,"metadata":{".tag":"file"},".tag":"x"}',
  'wrong types':
    '{"entries":[{".tag":1}],"cursor":1,"has_more":"yes","changes":1,"used":-1,"allocation":0,"account_id":{},"session_ids":{"length":3}}',
  'huge numbers':
    '{"used":1e400,"allocation":{".tag":"individual","allocated":1e400},"entries":[{".tag":"file","name":"a","path_lower":"/a","size":1e400}],"cursor":"c","has_more":false,"changes":true,"backoff":1e400}',
  'keys of prototypes':
    '{"__proto__":{"entries":[],"cursor":"c","has_more":false,"changes":true},"constructor":{"prototype":{"polluted":1}}}',
  'tags of prototypes':
    '{"error":{".tag":"__proto__","__proto__":{".tag":"constructor"}},"error_summary":"x"}',
  'objects without end': `{"error":${nested},"error_summary":"x","entries":${nested}}`,
  'lists without end': shallow,
  'more results than were asked for': `{".tag":"complete","entries":${JSON.stringify(Array(50).fill({ '.tag': 'success', metadata: described }))}}`,
  'no result at all': '{".tag":"complete","entries":[]}',
  'success without anything':
    '{".tag":"complete","entries":[{".tag":"success"},{".tag":"success"},{".tag":"success"}],"session_ids":["a","a","a"]}',
  'another path than was asked about': `{".tag":"complete","metadata":${JSON.stringify({ '.tag': 'file', ...described, path_lower: '/../x' })},"entries":[]}`,
}

function isUsable(outcome: unknown): boolean {
  if (outcome instanceof Error) return outcome instanceof CloudError
  return true
}

for (const status of [200, 409])
  test(`whatever an answer of status ${status} holds, a call gives something of use or throws a CloudError`, async (t) => {
    for (const [shape, text] of Object.entries(shapes)) {
      const dropbox = await scriptedDropbox(t, () => ({ status, text }))
      for (const [name, call] of Object.entries(calls)) {
        const outcome = await call(dropbox.cloud()).catch((error: unknown) => error)
        t.true(isUsable(outcome), `${name}, ${shape}: ${String(outcome)} ${(outcome as Error).stack}`)
      }
    }
    t.is(({} as { polluted?: unknown }).polluted, undefined)
  })

for (const [what, reply, code] of [
  ['a redirect to another host', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'bad-answer'],
  ['a redirect that keeps the method', { status: 307, headers: { location: '/2/elsewhere' } }, 'bad-answer'],
  ['a status that is none of HTTP', { status: 999 }, 'offline'],
  ['HTML of a captive portal', { text: '<html>' }, 'offline'],
  ['gzip that nobody asked for', { headers: { 'content-encoding': 'gzip' }, text: 'x' }, 'offline'],
  ['headers without end', { headers: { 'x-long': 'x'.repeat(300 * 1024) } }, 'bad-answer'],
] as const satisfies readonly (readonly [string, Reply, string])[])
  test(`${what} is refused, and followed nowhere`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => reply)
    await t.throwsAsync(dropbox.cloud().account(), { instanceOf: CloudError, code })
    t.deepEqual([...new Set(dropbox.routes())], ['users/get_current_account'])
  })

test('the answer that says where it redirects says so in the error', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    status: 302,
    headers: { location: 'http://evil.example/' },
  }))
  await t.throwsAsync(dropbox.cloud().account(), {
    message: /a redirect \(status 302\), which is not followed/,
  })
})

test('gzip that unpacks to gigabytes is never unpacked', async (t) => {
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024))
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(bomb),
  }))
  await t.throwsAsync(dropbox.cloud().account(), { code: 'offline' })
})

test('an error that goes on for ever is cut off', async (t) => {
  let closed: () => void = () => undefined
  const cut = new Promise<void>((resolve) => {
    closed = resolve
  })
  const dropbox = await scriptedDropbox(t, () => ({
    raw(response) {
      response.writeHead(409)
      response.once('close', closed)
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 120)));
        response.once('drain', more)
      }
      more()
    },
  }))
  await t.throwsAsync(dropbox.cloud().account(), { code: 'bad-answer', message: /over 65536 bytes/ })
  await cut
})

test('an answer that comes a byte at a time is given up, however lively it is', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    raw(response) {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 5)
      response.once('close', () => clearInterval(drip))
    },
  }))
  await t.throwsAsync(dropbox.cloud({ silence: 20 }).account(), { code: 'offline' })
})

for (const [what, headers, json] of [
  ['1e9 seconds', { 'retry-after': '1000000000' }, {}],
  ['a negative time', { 'retry-after': '-5' }, {}],
  ['a date', { 'retry-after': 'Sat, 01 Jan 2050 00:00:00 GMT' }, {}],
  ['infinity', { 'retry-after': 'Infinity' }, {}],
  [
    '1e15 seconds for writers',
    {},
    { error: { reason: { '.tag': 'too_many_write_operations' }, retry_after: 1e15 } },
  ],
  ['1e15 seconds', {}, { error: { reason: { '.tag': 'too_many_requests' }, retry_after: 1e15 } }],
] as const)
  test(`a pause of ${what} is cut to minutes`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => ({ status: 429, headers, json }))
    await t.throwsAsync(dropbox.cloud().account(), { code: 'offline' })
    t.true(dropbox.clock.sleeps.length > 0)
    for (const pause of dropbox.clock.sleeps) t.true(pause >= 0 && pause <= 900_000, String(pause))
  })

for (const [what, expires_in] of [
  ['a negative time', -1],
  ['a time without end', 1e308],
  ['a text', 'soon'],
] as const)
  test(`a token that lives for ${what} is used, and not renewed at each call`, async (t) => {
    const dropbox = await scriptedDropbox(t, ({ route }) =>
      route === 'oauth2/token'
        ? { json: { access_token: 'new', expires_in } }
        : { json: { account_id: 'a', name: { display_name: 'n' }, email: 'e' } },
    )
    const cloud = dropbox.cloud({
      credentials: {
        kind: 'refreshable',
        appKey: 'key',
        refreshToken: secret('refresh'),
        access: undefined,
      },
    })
    await cloud.account()
    await cloud.account()
    t.is(dropbox.routes().filter((route) => route === 'oauth2/token').length, 1)
  })

test('a download that is longer than listed is cut off, and no byte too many is written', async (t) => {
  const longer = new Uint8Array(10 * content.byteLength)
  longer.set(content)
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) =>
      response.writeHead(200, { 'dropbox-api-result': JSON.stringify(described) }).end(longer),
  }))
  const { written, outcome } = await downloaded(dropbox.cloud())
  t.true(written <= file.size)
  t.deepEqual(outcome, { ok: false, refusal: { reason: 'conflict' } })
})

test('a download of a few bytes at a time is given up', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ headers }) => ({
    raw(response) {
      const from = Number(/\d+/.exec(headers.range ?? '0')?.[0])
      response.writeHead(from === 0 ? 200 : 206, {
        'dropbox-api-result': JSON.stringify(described),
        'content-range': `bytes ${from}-`,
      })
      response.end(content.subarray(from, from + 10))
    },
  }))
  const { written, outcome } = await downloaded(dropbox.cloud())
  t.like(outcome, { ok: false, refusal: { reason: 'interrupted' } })
  t.is(written, 100)
})

for (const [what, header] of [
  ['no description', undefined],
  ['one that is no JSON', 'surprise'],
  ['one that is nested without end', '['.repeat(60_000)],
  ['one that is endless', 'x'.repeat(300 * 1024)],
] as const)
  test(`a download with ${what} is a matter of this one file`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => ({
      raw: (response) =>
        response.writeHead(200, header === undefined ? {} : { 'dropbox-api-result': header }).end(content),
    }))
    const { written, outcome } = await downloaded(dropbox.cloud())
    t.like(outcome, { ok: false, refusal: { reason: 'interrupted' } })
    t.is(written, 0)
  })

test('an answer that comes after the abort is nobody’s', async (t) => {
  const asked = Promise.withResolvers<() => void>()
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) => asked.resolve(() => response.writeHead(200).end('{}')),
  }))
  const controller = new AbortController()
  const asking = dropbox.cloud().changes('c', controller.signal)
  const answer = await asked.promise
  controller.abort()
  answer()
  await t.throwsAsync(asking, { instanceOf: CloudError, code: 'aborted' })
})

test('a listing of folders that has no end does not make a folder look empty, and ends', async (t) => {
  const page = { entries: [], has_more: true }
  const dropbox = await scriptedDropbox(t, (_, times) => ({ json: { ...page, cursor: `c${times}` } }))
  await t.throwsAsync(dropbox.cloud().deleteEmptyFolder('/a'), { code: 'bad-answer' })
  t.false(dropbox.routes().includes('files/delete_v2'))
})

test('a description that is not ASCII is one of another content', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) => response.writeHead(200, { 'dropbox-api-result': '{"rev":"\u00e9"}' }).end(content),
  }))
  const { written, outcome } = await downloaded(dropbox.cloud())
  t.deepEqual(outcome, { ok: false, refusal: { reason: 'conflict' } })
  t.is(written, 0)
})

test('a job without end is given up after half an hour', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: { '.tag': 'async_job_id', async_job_id: 'j' } }))
  const files = ['/a', '/b'].map((path) => ({ path, rev: file.rev }))
  await t.throwsAsync(dropbox.cloud().deleteFiles(files), { code: 'offline' })
})
