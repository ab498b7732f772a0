import test from 'ava'
import type { ItemResult, UploadRequest } from '../../../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload, uploaded } from '../emulated-dropbox.ts'
import { type Call, fileMetadata, type Reply, refusal, scriptedDropbox } from '../scripted-dropbox.ts'

const files = Array.from({ length: 12 }, (_, index) =>
  fileToUpload(`/File ${index}.txt`, bytesOf(100, index)),
)
const hashes = new Map(files.map(({ path, hash }) => [path, hash]))

/** What a Dropbox in order answers to the calls of an upload. */
function orderly({ route, argument }: Call): Reply {
  switch (route) {
    case 'files/upload_session/start_batch':
      return {
        json: {
          session_ids: Array.from({ length: argument.num_sessions }, (_, index) => `session ${index}`),
        },
      }
    case 'files/upload_session/append_batch':
      return { json: { entries: argument.entries.map(() => ({ '.tag': 'success' })) } }
    case 'files/upload_session/start':
      return { json: { session_id: `session ${argument.content_hash}` } }
    case 'files/upload_session/append_v2':
      return { json: null }
    case 'files/upload_session/finish_batch_v2':
      return { json: { entries: argument.entries.map(committed) } }
    case 'files/upload':
      return { json: metadataOf(argument.path) }
    case 'files/get_metadata':
      return refusal({ '.tag': 'path', path: { '.tag': 'not_found' } })
    default:
      return { status: 400, text: `Unknown API function: "${route}"` }
  }
}

function metadataOf(path: string) {
  return fileMetadata(path, hashes.get(path) ?? '', 100)
}

function committed({ commit }: { commit: { path: string } }) {
  return { '.tag': 'success', ...metadataOf(commit.path) }
}

function failed(results: ReadonlyMap<string, ItemResult<unknown>>): string[] {
  return [...results].flatMap(([path, result]) => (result.ok ? [] : [`${path} ${result.refusal.reason}`]))
}

function count(routes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const route of routes)
    counts[route.replace('files/', '')] = (counts[route.replace('files/', '')] ?? 0) + 1
  return counts
}

test('the body of a pack is the files one after the other, with a hash of all', async (t) => {
  const dropbox = await scriptedDropbox(t, orderly)
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  const [, append, finish] = dropbox.calls
  t.is(append?.body.length, 1200)
  t.deepEqual(append?.argument.entries[3], {
    cursor: { session_id: 'session 3', offset: 0 },
    length: 100,
    close: true,
  })
  t.regex(append?.argument.content_hash, /^[0-9a-f]{64}$/)
  t.deepEqual(finish?.argument.entries[3], {
    cursor: { session_id: 'session 3', offset: 100 },
    commit: {
      path: '/File 3.txt',
      mode: { '.tag': 'add' },
      autorename: false,
      strict_conflict: true,
      mute: true,
      client_modified: '2023-11-14T22:13:20Z',
    },
  })
})

for (const status of [400, 413, 431])
  test(`packs that are refused with ${status} become smaller, once and for all`, async (t) => {
    const dropbox = await scriptedDropbox(t, (call) =>
      call.route.endsWith('append_batch') && call.argument.entries.length > 3
        ? { status, text: 'too large' }
        : orderly(call),
    )
    const cloud = dropbox.cloud()
    t.deepEqual(failed(await uploaded(cloud, files)), [])
    t.is(count(dropbox.routes())['upload'], undefined)
    const before = dropbox.calls.length
    t.deepEqual(failed(await uploaded(cloud, files)), [])
    t.deepEqual(count(dropbox.routes().slice(before)), {
      'upload_session/start_batch': 1,
      'upload_session/append_batch': 4,
      'upload_session/finish_batch_v2': 1,
    })
  })

for (const missing of ['start_batch', 'append_batch'])
  for (const reply of [
    { status: 400, text: `Unknown API function: "files/upload_session/${missing}"` },
    { status: 400, text: 'Your API app is not allowed to call this function.' },
    { status: 404, text: 'Not found' },
  ])
    test(`without ${missing} (${reply.text}) each file has a session of its own`, async (t) => {
      const dropbox = await scriptedDropbox(t, (call) =>
        call.route.endsWith(missing) ? reply : orderly(call),
      )
      const cloud = dropbox.cloud()
      t.deepEqual(failed(await uploaded(cloud, files)), [])
      t.is(count(dropbox.routes())['upload_session/start'], 12)
      t.is(count(dropbox.routes())['upload_session/finish_batch_v2'], 1)
      const before = dropbox.calls.length
      await uploaded(cloud, files)
      t.deepEqual(count(dropbox.routes().slice(before)), {
        'upload_session/start': 12,
        'upload_session/finish_batch_v2': 1,
      })
    })

test('a session that was filled by an attempt whose answer was lost counts as filled', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (!call.route.endsWith('append_batch')) return orderly(call)
    if (times === 1) return { raw: (response) => response.destroy() }
    const failure = [{ '.tag': 'closed' }, { '.tag': 'incorrect_offset', correct_offset: 100 }]
    return {
      json: {
        entries: call.argument.entries.map((_: unknown, index: number) => ({
          '.tag': 'failure',
          failure: failure[index % 2],
        })),
      },
    }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.is(count(dropbox.routes())['upload'], undefined)
})

test('a file whose session is refused goes by itself', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) => {
    if (!call.route.endsWith('append_batch')) return orderly(call)
    const entries = call.argument.entries.map(() => ({ '.tag': 'success' }))
    entries[2] = { '.tag': 'failure', failure: { '.tag': 'not_found' } }
    entries[5] = { '.tag': 'failure', failure: { '.tag': 'incorrect_offset', correct_offset: 7 } }
    return { json: { entries } }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.is(count(dropbox.routes())['upload'], 2)
})

test('a pack that was damaged on the way is sent once more', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) =>
    call.route.endsWith('append_batch') && times === 1
      ? refusal({ '.tag': 'content_hash_mismatch' })
      : orderly(call),
  )
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.is(count(dropbox.routes())['upload_session/append_batch'], 2)
})

test('commits that met other writers are made again, the others not', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (!call.route.endsWith('finish_batch_v2') || times > 2) return orderly(call)
    const entries = call.argument.entries.map(committed)
    entries[0] = {
      '.tag': 'failure',
      failure:
        times === 1
          ? { '.tag': 'too_many_write_operations' }
          : { '.tag': 'path', path: { '.tag': 'too_many_write_operations' } },
    }
    return { json: { entries } }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  const commits = dropbox.calls.filter(({ route }) => route.endsWith('finish_batch_v2'))
  t.deepEqual(
    commits.map(({ argument }) => argument.entries.length),
    [12, 1, 1],
  )
})

for (const [what, headers] of [
  ['with Retry-After', { 'retry-after': '1' }],
  ['without', {}],
] as const)
  test(`content that is in Dropbox is not sent again when its commit meets other writers (${what})`, async (t) => {
    const dropbox = await scriptedDropbox(t, (call, times) =>
      call.route.endsWith('finish_batch_v2') && times < 4
        ? { status: 429, headers, json: { error: { reason: { '.tag': 'too_many_write_operations' } } } }
        : orderly(call),
    )
    t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
    t.deepEqual(count(dropbox.routes()), {
      'upload_session/start_batch': 1,
      'upload_session/append_batch': 1,
      'upload_session/finish_batch_v2': 4,
    })
  })

test('a small file that meets other writers goes into a session, and is not sent once more', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) =>
    call.route === 'files/upload' || (call.route.endsWith('finish_batch_v2') && times < 6)
      ? { status: 429, json: { error: { reason: { '.tag': 'too_many_write_operations' } } } }
      : orderly(call),
  )
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files.slice(0, 1))), [])
  t.deepEqual(count(dropbox.routes()), {
    upload: 1,
    'upload_session/start': 1,
    'upload_session/finish_batch_v2': 6,
  })
})

test('a small file that meets other writers where sessions are not to be had is sent until it comes through', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (call.route === 'files/upload' && times < 4)
      return { status: 429, json: { error: { reason: { '.tag': 'too_many_write_operations' } } } }
    return call.route === 'files/upload' ? orderly(call) : { status: 400, text: 'Unknown API function' }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files.slice(0, 1))), [])
  t.deepEqual(count(dropbox.routes()), { upload: 4, 'upload_session/start': 1 })
})

test('a file that takes long to send is in a session before it is committed', async (t) => {
  const large = fileToUpload('/Large.bin', bytesOf(2 * 1024 * 1024, 1))
  hashes.set('/Large.bin', large.hash)
  const dropbox = await scriptedDropbox(t, orderly)
  t.deepEqual(failed(await uploaded(dropbox.cloud(), [large])), [])
  t.deepEqual(count(dropbox.routes()), { 'upload_session/start': 1, 'upload_session/finish_batch_v2': 1 })
})

test('small files are in Dropbox before a large one that goes up beside them', async (t) => {
  const large = fileToUpload('/Largest.bin', bytesOf(9 * 1024 * 1024, 1))
  const { promise: inDropbox, resolve } = Promise.withResolvers<void>()
  const dropbox = await scriptedDropbox(t, async (call) => {
    if (call.route.endsWith('append_v2')) await inDropbox
    if (call.route.endsWith('finish_batch_v2') && call.argument.entries.length === files.length) resolve()
    if (call.route === 'files/upload_session/start') return { json: { session_id: 'large' } }
    return orderly(call)
  })
  hashes.set(large.path, large.hash)
  t.deepEqual(failed(await uploaded(dropbox.cloud(), [...files, large])), [])
})

test('a commit that is refused whole is halved until the one to blame is found', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) =>
    call.route.endsWith('finish_batch_v2') &&
    call.argument.entries.some((entry: { commit: { path: string } }) => entry.commit.path === '/File 7.txt')
      ? { status: 400, text: "request body: entries[7].commit.path: '/File 7.txt' did not match pattern" }
      : orderly(call),
  )
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), ['/File 7.txt name-refused'])
})

test('a session that is gone at the commit is made up for by sending the file again', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) => {
    if (!call.route.endsWith('finish_batch_v2')) return orderly(call)
    const entries = call.argument.entries.map(committed)
    entries[4] = {
      '.tag': 'failure',
      failure: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_found' } },
    }
    return { json: { entries } }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.deepEqual(count(dropbox.routes()), {
    'upload_session/start_batch': 1,
    'upload_session/append_batch': 1,
    'upload_session/finish_batch_v2': 1,
    get_metadata: 1,
    upload: 1,
  })
})

test('a file that Dropbox put under another name is not taken for the one that was sent', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) => {
    if (!call.route.endsWith('finish_batch_v2')) return orderly(call)
    const entries = call.argument.entries.map(committed)
    entries[1] = { ...entries[1], path_lower: '/file 1 (1).txt', path_display: '/File 1 (1).txt' }
    return { json: { entries } }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), ['/File 1.txt name-refused'])
})

test('other bytes at a committed path are replaced by those that were to be there', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) => {
    if (!call.route.endsWith('finish_batch_v2')) return orderly(call)
    const entries = call.argument.entries.map(committed)
    entries[1] = { ...entries[1], content_hash: 'ab'.repeat(32), rev: 'badbadbad1' }
    return { json: { entries } }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  const plain = dropbox.calls.find(({ route }) => route === 'files/upload')
  t.deepEqual(plain?.argument.mode, { '.tag': 'update', update: 'badbadbad1' })
})

test('a conflict is a conflict unless Dropbox holds the same content', async (t) => {
  const conflict = {
    '.tag': 'failure',
    failure: { '.tag': 'path', path: { '.tag': 'conflict', conflict: { '.tag': 'file' } } },
  }
  const dropbox = await scriptedDropbox(t, (call) => {
    if (call.route.endsWith('finish_batch_v2'))
      return { json: { entries: call.argument.entries.map(() => conflict) } }
    if (!call.route.endsWith('get_metadata')) return orderly(call)
    const { path } = call.argument
    if (path === '/File 1.txt') return { json: { '.tag': 'file', ...metadataOf(path) } }
    if (path === '/File 2.txt')
      return { json: { '.tag': 'file', ...fileMetadata(path, 'ab'.repeat(32), 100) } }
    if (path === '/File 3.txt')
      return { json: { '.tag': 'folder', name: 'x', path_lower: '/file 3.txt', id: 'id:x' } }
    return orderly(call)
  })
  t.deepEqual(
    failed(await uploaded(dropbox.cloud(), files)),
    files.map(({ path }) => `${path} conflict`).filter((line) => !line.startsWith('/File 1.txt')),
  )
})

test('what is in Dropbox is told, even when the run ends for another reason', async (t) => {
  const requests: UploadRequest[] = Array.from({ length: 1500 }, (_, index) =>
    fileToUpload(`/${index}`, bytesOf(10, index)),
  )
  for (const { path, hash } of requests) hashes.set(path, hash)
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (call.route.endsWith('start_batch') && times === 2) return { status: 500, text: '' }
    if (call.route.endsWith('start_batch') && times > 2) return { status: 500, text: '' }
    return orderly(call)
  })
  const results = new Map<string, ItemResult<unknown>>()
  const { signal } = new AbortController()
  const sessions = { get: () => undefined, put: () => {}, delete: () => {} }
  await t.throwsAsync(
    async () => {
      for await (const [request, result] of dropbox.cloud().upload(requests, { signal, sessions }))
        results.set(request.path, result)
    },
    { code: 'offline' },
  )
  t.is(results.size, 1000)
  t.deepEqual(failed(results), [])
})

test('a file larger than Dropbox takes is not read', async (t) => {
  const dropbox = await scriptedDropbox(t, orderly)
  const huge: UploadRequest = {
    ...fileToUpload('/huge', bytesOf(1, 1)),
    size: 2 ** 41,
    open: () => Promise.reject(new Error('opened')),
  }
  t.deepEqual((await uploaded(dropbox.cloud(), [huge])).get('/huge'), {
    ok: false,
    refusal: { reason: 'too-large' },
  })
  t.is(dropbox.calls.length, 0)
})

test('nothing to upload asks nobody', async (t) => {
  const dropbox = await scriptedDropbox(t, orderly)
  t.is((await uploaded(dropbox.cloud(), [])).size, 0)
  t.is(dropbox.calls.length, 0)
})
