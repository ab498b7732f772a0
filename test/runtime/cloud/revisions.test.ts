import test from 'ava'
import { createRemoteAccess, type RemoteAccess } from '../../../runtime/cloud/remote-access.ts'
import { fileMetadata, refusal, type Script, scriptedDropbox, temporary } from './scripted-dropbox.ts'
import { createFixedRandom } from './virtual-clock.ts'

const hash = 'a'.repeat(64)

async function remote(t: Parameters<typeof scriptedDropbox>[0], script: Script) {
  const dropbox = await scriptedDropbox(t, script)
  const access: RemoteAccess = createRemoteAccess(
    {
      ...{ credentials: temporary, apiUrl: dropbox.url, clock: dropbox.clock },
      ...{ random: createFixedRandom(), userAgent: 'test/1' },
    },
    new AbortController().signal,
  )
  t.teardown(() => access[Symbol.asyncDispose]())
  return { ...dropbox, access }
}

const revision = (number: number) => fileMetadata('/A/b.txt', hash, 5, `0123456789${number + 100}`)

test('revisions come page by page, as many as are asked for', async (t) => {
  const { access, calls } = await remote(t, ({ argument }, times) => {
    const from = (times - 1) * 100
    const entries = Array.from({ length: argument.limit }, (_, index) => revision(from + index))
    return { json: { is_deleted: false, entries, has_more: true } }
  })
  const found = await access.revisions('/a/b.txt', { limit: 130 })
  if (found.found !== 'file') return t.fail()
  t.is(found.revisions.length, 130)
  t.true(found.more)
  t.is(found.deletedAt, undefined)
  t.like(found.revisions[129], {
    path: '/A/b.txt',
    at: Date.parse('2026-01-02T03:04:05Z'),
    by: undefined,
    file: { rev: '0123456789229', size: 5, hash, name: 'b.txt' },
  })
  t.deepEqual(
    calls.map(({ argument }) => [argument.limit, argument.before_rev]),
    [
      [100, undefined],
      [30, '0123456789199'],
    ],
  )
})

test('of a deleted file it is told when it was deleted; a folder, and nothing at all, are told apart', async (t) => {
  const lookup = (tag: string) => refusal({ '.tag': 'path', path: { '.tag': tag } })
  const { access } = await remote(t, ({ argument: { path } }) => {
    if (path === '/folder') return lookup('not_file')
    if (path === '/none') return lookup('not_found')
    if (path === '/bad ') return lookup('malformed_path')
    const server_deleted = '2026-02-02T03:04:05Z'
    return { json: { is_deleted: true, server_deleted, entries: [revision(1)], has_more: false } }
  })
  const one = { limit: 10 }
  t.like(await access.revisions('/a', one), {
    found: 'file',
    deletedAt: Date.parse('2026-02-02T03:04:05Z'),
    more: false,
  })
  t.deepEqual(await access.revisions('/folder', one), { found: 'folder' })
  t.deepEqual(await access.revisions('/none', one), { found: 'nothing' })
  t.deepEqual(await access.revisions('/bad ', one), { found: 'nothing' })
})

test('who made a revision is told where Dropbox tells it, and what people are called', async (t) => {
  const { access } = await remote(t, ({ route, argument }) => {
    if (route === 'users/get_account_batch')
      return argument.account_ids.includes('dbid:gone')
        ? refusal({ '.tag': 'no_account', no_account: 'dbid:gone' })
        : { json: [{ account_id: 'dbid:ann', name: { display_name: 'Ann' } }] }
    const entries = [
      { ...revision(1), sharing_info: { read_only: false, modified_by: 'dbid:ann' } },
      { ...revision(2), sharing_info: { read_only: false, modified_by: null } },
    ]
    return { json: { is_deleted: false, entries, has_more: false } }
  })
  const found = await access.revisions('/a', { limit: 10 })
  if (found.found !== 'file') return t.fail()
  t.deepEqual(
    found.revisions.map(({ by }) => by),
    ['dbid:ann', undefined],
  )
  t.deepEqual([...(await access.names(['dbid:ann']))], [['dbid:ann', 'Ann']])
  t.deepEqual([...(await access.names(['dbid:gone']))], [])
})

test('a revision is looked up by its name, and one that Dropbox does not have is none', async (t) => {
  const { access } = await remote(t, ({ argument: { path } }) => {
    if (path === 'rev:0123456789101') return { json: { '.tag': 'file', ...revision(1) } }
    if (path === 'rev:nonsense') return { status: 400, text: 'did not match pattern' }
    return refusal({ '.tag': 'path', path: { '.tag': 'not_found' } })
  })
  t.like(await access.revision('0123456789101'), { path: '/A/b.txt', file: { rev: '0123456789101' } })
  t.is(await access.revision('nonsense'), undefined)
  t.is(await access.revision('012345678999'), undefined)
})

test('what cannot be a path has nothing in it; any other refusal of a listing says nothing of the path', async (t) => {
  const { access } = await remote(t, ({ argument: { path } }) => ({
    status: 400,
    text: path === '/odd' ? "path: '/odd' did not match pattern" : 'limit: out of range',
  }))
  const choice = { recursive: false, deleted: false }
  t.is(await access.list('/odd', choice), 'missing')
  await t.throwsAsync(access.list('/there', choice), { message: /limit: out of range/ })
})
