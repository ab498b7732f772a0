import test from 'ava'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import type { RemoteFile } from '../../../runtime/core/tree.ts'
import { fileMetadata, type Reply, refusal, type Script, scriptedDropbox } from './scripted-dropbox.ts'

const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
const hash = contentHashOf(content)
const file: RemoteFile = {
  kind: 'file',
  name: 'a.bin',
  id: 'id:a',
  rev: '0123456789abc',
  hash,
  size: content.length,
  modified: 0,
  downloadable: true,
}
const described = { 'dropbox-api-result': JSON.stringify(fileMetadata('/a.bin', hash, content.length)) }

/** Answers with the content from the range's start on, as far as `length` bytes. */
function bytes(range: string | undefined, length = content.length): Reply {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  return {
    raw(response) {
      response.writeHead(range === undefined ? 200 : 206, {
        ...described,
        'content-length': String(content.length - start),
        ...(range === undefined
          ? {}
          : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
      })
      const part = content.subarray(start, start + length)
      if (part.length === content.length - start) response.end(part)
      else response.write(part, () => setImmediate(() => response.destroy()))
    },
  }
}

async function downloaded(
  t: Parameters<typeof scriptedDropbox>[0],
  script: Script,
  { offset = 0, request = file, write = async (_: Uint8Array): Promise<void> => {} } = {},
) {
  const dropbox = await scriptedDropbox(t, script)
  const chunks: Uint8Array[] = []
  let progress = 0
  const outcome = await dropbox
    .cloud()
    .download(
      { path: '/a.bin', file: request, offset },
      async (chunk) => {
        await write(chunk)
        chunks.push(chunk.slice())
      },
      {
        signal: new AbortController().signal,
        progress: (_, more) => {
          progress += more
        },
      },
    )
    .catch((error: unknown) => ({ error }))
  return { dropbox, outcome, received: Buffer.concat(chunks), progress }
}

test('a file comes whole, by its revision', async (t) => {
  const { dropbox, outcome, received, progress } = await downloaded(t, ({ headers }) => bytes(headers.range))
  t.deepEqual(outcome, { ok: true, value: null })
  t.true(received.equals(content))
  t.is(progress, content.length)
  t.deepEqual(dropbox.calls[0]?.argument, { path: `rev:${file.rev}` })
  t.is(dropbox.calls[0]?.headers['content-type'], undefined)
  t.is(dropbox.calls[0]?.body.length, 0)
})

test('it goes on where the disk has come to', async (t) => {
  const { received, dropbox } = await downloaded(t, ({ headers }) => bytes(headers.range), { offset: 60_000 })
  t.true(received.equals(content.subarray(60_000)))
  t.is(dropbox.calls[0]?.headers.range, 'bytes=60000-')
})

test('a server that gives more than was asked for is skipped over', async (t) => {
  const { received } = await downloaded(t, () => bytes(undefined), { offset: 60_000 })
  t.true(received.equals(content.subarray(60_000)))
})

test('a body that breaks off is taken up again, without a byte twice', async (t) => {
  const { outcome, received, dropbox } = await downloaded(t, ({ headers }) => bytes(headers.range, 30_000))
  t.deepEqual(outcome, { ok: true, value: null })
  t.true(received.equals(content))
  t.is(dropbox.calls.length, 4)
})

test('a body that never brings anything is offline', async (t) => {
  const { outcome } = await downloaded(t, ({ headers }) => bytes(headers.range, 0))
  t.like(outcome, { error: { code: 'offline' } })
})

test('nothing needs to be asked for an empty file, or one that is on the disk already', async (t) => {
  const empty = await downloaded(t, () => ({ status: 500 }), { request: { ...file, size: 0 } })
  t.deepEqual(empty.outcome, { ok: true, value: null })
  const whole = await downloaded(t, () => ({ status: 500 }), { offset: file.size })
  t.deepEqual(whole.outcome, { ok: true, value: null })
})

test('a revision that is gone is missing', async (t) => {
  const { outcome } = await downloaded(t, () => refusal({ '.tag': 'path', path: { '.tag': 'not_found' } }))
  t.deepEqual(outcome, { ok: false, refusal: { reason: 'missing' } })
})

for (const [name, header] of [
  ['another revision', fileMetadata('/a.bin', hash, 1, 'fffffffffff')],
  ['another content', fileMetadata('/a.bin', 'cd'.repeat(32), 1)],
] as const)
  test(`${name} is a conflict, and none of it is written`, async (t) => {
    const { outcome, received } = await downloaded(t, () => ({
      text: 'other bytes',
      headers: { 'dropbox-api-result': JSON.stringify(header) },
    }))
    t.deepEqual(outcome, { ok: false, refusal: { reason: 'conflict' } })
    t.is(received.length, 0)
  })

test('more bytes than the file has are a conflict', async (t) => {
  const { outcome, received } = await downloaded(t, ({ headers }) => bytes(headers.range), {
    request: { ...file, size: 10 },
  })
  t.deepEqual(outcome, { ok: false, refusal: { reason: 'conflict' } })
  t.is(received.length, 0)
})

test('an answer that does not say what it is spoils this download alone', async (t) => {
  const { outcome } = await downloaded(t, () => ({ text: 'bytes' }))
  t.like(outcome, { ok: false, refusal: { reason: 'interrupted' } })
})

test('a range that starts too late spoils this download alone', async (t) => {
  const { outcome } = await downloaded(
    t,
    () => ({
      status: 206,
      text: 'x',
      headers: { ...described, 'content-range': 'bytes 70000-70000/100000' },
    }),
    { offset: 60_000 },
  )
  t.like(outcome, { ok: false, refusal: { reason: 'interrupted' } })
})

test('what writing fails with comes through as it is, and is not tried again', async (t) => {
  const full = new Error('ENOSPC')
  const { outcome, dropbox } = await downloaded(t, ({ headers }) => bytes(headers.range), {
    write: () => Promise.reject(full),
  })
  t.is((outcome as { error: unknown }).error, full)
  t.is(dropbox.calls.length, 1)
})

test('a document without bytes of its own is not asked for', async (t) => {
  const { outcome, dropbox } = await downloaded(t, () => ({ status: 500 }), {
    request: { ...file, downloadable: false },
  })
  t.like(outcome, { ok: false, refusal: { reason: 'unsupported' } })
  t.is(dropbox.calls.length, 0)
})

test('a slow disk holds the connection back', async (t) => {
  const controller = new AbortController()
  let sent = 0
  const size = 256 * 1024 * 1024
  const dropbox = await scriptedDropbox(t, () => ({
    raw(response) {
      response.writeHead(200, { ...described, 'content-length': String(size) })
      const block = Buffer.alloc(256 * 1024)
      const more = (): void => {
        while (sent < size) {
          sent += block.length
          if (!response.write(block)) return
        }
      }
      response.on('drain', more)
      more()
    },
  }))
  const download = dropbox.cloud().download(
    { path: '/a.bin', file: { ...file, size }, offset: 0 },
    async () => {
      // As long as this write is not over, the server cannot get rid of more than the sockets hold.
      for (let before = -1; before !== sent; ) {
        before = sent
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      controller.abort()
    },
    { signal: controller.signal },
  )
  await t.throwsAsync(download, { code: 'aborted' })
  t.true(sent < 32 * 1024 * 1024, `${sent} bytes were taken`)
})
