import test from 'ava'
import { allDone } from './cloud-calls.ts'
import { type Call, type Reply, refusal, scriptedDropbox } from './scripted-dropbox.ts'

const files = Array.from({ length: 5 }, (_, index) => ({ path: `/${index}`, rev: '0123456789' }))

function deleted(path: string) {
  return { '.tag': 'success', metadata: { '.tag': 'file', name: path.slice(1), path_lower: path } }
}

function complete({ argument }: Call): Reply {
  return {
    json: {
      '.tag': 'complete',
      entries: argument.entries.map(({ path }: { path: string }) => deleted(path)),
    },
  }
}

test('a job that Dropbox has forgotten is given again', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (call.route.endsWith('check')) return refusal({ '.tag': 'invalid_async_job_id' })
    return times === 1 ? { json: { '.tag': 'async_job_id', async_job_id: 'job' } } : complete(call)
  })
  t.true(allDone(await dropbox.cloud().deleteFiles(files), files.length))
  t.deepEqual(dropbox.routes(), ['files/delete_batch', 'files/delete_batch/check', 'files/delete_batch'])
})

test('a job that failed for other writers is given again', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (call.route.endsWith('check'))
      return { json: { '.tag': 'failed', failed: { '.tag': 'too_many_write_operations' } } }
    return times < 3 ? { json: { '.tag': 'async_job_id', async_job_id: 'job' } } : complete(call)
  })
  t.true(allDone(await dropbox.cloud().deleteFiles(files), files.length))
})

test('a job that failed whole is refused for each of its entries', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    json: { '.tag': 'failed', failed: { '.tag': 'too_many_files' } },
  }))
  const results = await dropbox.cloud().createFolders(['/a', '/b'])
  t.deepEqual(
    results,
    ['/a', '/b'].map(() => ({
      ok: false,
      refusal: { reason: 'too-many-files' },
    })),
  )
})

test('a job is waited for as long as it is in progress', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (!call.route.endsWith('check')) return { json: { '.tag': 'async_job_id', async_job_id: 'job' } }
    t.deepEqual(call.argument, { async_job_id: 'job' })
    if (times < 20) return { json: { '.tag': 'in_progress' } }
    return { json: { '.tag': 'complete', entries: files.map(({ path }) => deleted(path)) } }
  })
  t.true(allDone(await dropbox.cloud().deleteFiles(files), files.length))
})

test('a job in a state nobody knows is a bad answer', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: { '.tag': 'pondering' } }))
  await t.throwsAsync(dropbox.cloud().deleteFiles(files), { code: 'bad-answer' })
})

test('fewer results than entries are a bad answer, not a shift of one', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    json: { '.tag': 'complete', entries: files.slice(1).map(({ path }) => deleted(path)) },
  }))
  await t.throwsAsync(dropbox.cloud().deleteFiles(files), { code: 'bad-answer' })
})

test('without the batch each goes alone', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ route, argument }) =>
    route === 'files/delete_v2'
      ? { json: deleted(argument.path) }
      : { status: 400, text: `Unknown API function: "${route}"` },
  )
  t.true(allDone(await dropbox.cloud().deleteFiles(files), files.length))
  const alone = dropbox.calls.filter(({ route }) => route === 'files/delete_v2')
  t.deepEqual(
    alone.map(({ argument }) => argument),
    files.map(({ path, rev }) => ({ path, parent_rev: rev })),
  )
})

test('one path that is malformed stops none of the others', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) => {
    const paths: string[] = call.argument.entries?.map(({ path }: { path: string }) => path) ?? [
      call.argument.path,
    ]
    if (paths.includes('/3')) return { status: 400, text: "path: '/3' did not match pattern" }
    return call.argument.entries ? complete(call) : { json: deleted(call.argument.path) }
  })
  const results = await dropbox.cloud().deleteFiles(files)
  t.deepEqual(
    results.map((result) => (result.ok ? 'done' : result.refusal.reason)),
    ['done', 'done', 'done', 'name-refused', 'done'],
  )
})

test('a folder that is in the way is looked at, and what cannot be seen is a conflict', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ route }) =>
    route.endsWith('get_metadata')
      ? refusal({ '.tag': 'path', path: { '.tag': 'restricted_content' } })
      : refusal({ '.tag': 'path', path: { '.tag': 'conflict', conflict: { '.tag': 'folder' } } }),
  )
  t.deepEqual(await dropbox.cloud().createFolders(['/a']), [{ ok: false, refusal: { reason: 'conflict' } }])
})

test('where one source may be copied only once in a call, further calls make the other copies', async (t) => {
  const nested = {
    '.tag': 'failure',
    failure: { '.tag': 'relocation_error', relocation_error: { '.tag': 'duplicated_or_nested_paths' } },
  }
  const hash = '0'.repeat(64)
  const dropbox = await scriptedDropbox(t, ({ route, argument }) => {
    const { entries } = argument as { entries?: { from_path: string; to_path: string }[] }
    const made = (path: string): Record<string, unknown> => ({
      ...{ '.tag': 'file', name: path.slice(1), path_lower: path, id: `id:${path}`, rev: '0123456789' },
      ...{ size: 1, client_modified: '2026-11-21T00:00:00Z', content_hash: hash },
    })
    if (route === 'files/copy_v2') return { json: { metadata: made(argument.to_path) } }
    const sources = (entries ?? []).map(({ from_path }) => from_path)
    return {
      json: {
        '.tag': 'complete',
        entries: (entries ?? []).map(({ to_path }) =>
          new Set(sources).size < sources.length ? nested : { '.tag': 'success', success: made(to_path) },
        ),
      },
    }
  })
  const copies = ['a', 'a', 'b', 'a'].map((source, n) => ({
    from: `id:${source}`,
    path: `/${n}`,
    hash,
    size: 1,
  }))
  const results = await dropbox.cloud().copyFiles(copies)
  t.deepEqual(
    results.map((result) => result.ok && result.value.name),
    ['0', '1', '2', '3'],
  )
  t.deepEqual(
    dropbox.calls.map(({ argument }) => argument.entries?.length ?? 1),
    [4, 2, 1, 1],
  )
})
