import test from 'ava'
import { emulateFor } from './emulation.ts'

const conflict = (what: string) => ({ '.tag': 'conflict', conflict: { '.tag': what } })

test('add never overwrites; equal content is no conflict and keeps the rev', async (t) => {
  const { me } = await emulateFor(t)
  const first = await me.put('/a.txt', '1')
  t.is((await me.put('/a.txt', '1')).rev, first.rev)
  const refused = await me.upload('files/upload', { path: '/a.txt' }, '2')
  t.is(refused.status, 409)
  t.regex(refused.json.error_summary, /^path\/conflict\/file\/\.{0,3}$/)
  t.is(refused.json.error['.tag'], 'path')
  t.deepEqual(refused.json.error.reason, conflict('file'))
  t.is((await me.put('/a.txt', '2', { autorename: true })).name, 'a (1).txt')
  t.is((await me.put('/a.txt', '3', { autorename: true })).name, 'a (2).txt')
})

test('the bytes of a refused upload wait in a session', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a.txt', '1')
  const refused = await me.upload('files/upload', { path: '/a.txt' }, 'precious')
  const cursor = { session_id: refused.json.error.upload_session_id, offset: 8 }
  const saved = await me.upload('files/upload_session/finish', { cursor, commit: { path: '/b.txt' } }, '')
  t.is(saved.status, 200)
  t.is((await me.download('files/download', { path: '/b.txt' })).text, 'precious')
})

test('overwrite keeps the id, makes a new rev, and keeps the name as it was spelled', async (t) => {
  const { me } = await emulateFor(t)
  const first = await me.put('/A.txt', '1')
  const second = await me.put('/a.TXT', '2', { mode: 'overwrite' })
  t.is(second.id, first.id)
  t.not(second.rev, first.rev)
  t.is(second.name, 'A.txt')
})

test('update writes over the rev it names and over nothing else', async (t) => {
  const { me } = await emulateFor(t)
  const update = (rev: string) => ({ mode: { '.tag': 'update', update: rev } })
  const first = await me.put('/a.txt', '1')
  const second = await me.put('/a.txt', '2', update(first.rev))
  const stale = await me.upload('files/upload', { path: '/a.txt', ...update(first.rev) }, '3')
  t.deepEqual(stale.json.error.reason, conflict('file'))
  t.is((await me.put('/a.txt', '2', update(first.rev))).rev, second.rev, 'equal content is no conflict')
  const copy = await me.put('/a.txt', '3', { ...update(first.rev), autorename: true })
  t.is(copy.name, "a (Freddy's conflicted copy).txt")
  t.is((await me.put('/new.txt', '1', update(first.rev))).name, 'new.txt')
})

for (const [form, name] of [
  ['plain', 'a (conflicted copy).txt'],
  ['dated', "a (Freddy's conflicted copy 2026-11-21).txt"],
] as const) {
  test(`a conflicted copy can be named the ${form} way`, async (t) => {
    const now = () => Date.UTC(2026, 10, 21)
    const { me } = await emulateFor(t, { now, config: { names: { conflictedCopy: form } } })
    await me.put('/a.txt', '1')
    const mode = { '.tag': 'update', update: '123456789' }
    t.is((await me.put('/a.txt', '2', { mode, autorename: true })).name, name)
  })
}

test('strict_conflict makes equal content and a deleted file conflicts too', async (t) => {
  const { me } = await emulateFor(t)
  const first = await me.put('/a.txt', '1')
  const same = await me.upload('files/upload', { path: '/a.txt', strict_conflict: true }, '1')
  t.deepEqual(same.json.error.reason, conflict('file'))
  await me.rpc('files/delete_v2', { path: '/a.txt' })
  const mode = { '.tag': 'update', update: first.rev }
  const gone = await me.upload('files/upload', { path: '/a.txt', mode, strict_conflict: true }, '2')
  t.deepEqual(gone.json.error.reason, conflict('file'))
})

test('a folder in the way is a conflict in every mode, and so is a file as a parent', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/folder/file', '1')
  for (const mode of ['add', 'overwrite', { '.tag': 'update', update: '123456789' }]) {
    const reply = await me.upload('files/upload', { path: '/folder', mode }, 'x')
    t.deepEqual(reply.json.error.reason, conflict('folder'))
    const below = await me.upload('files/upload', { path: '/folder/file/below', mode }, 'x')
    t.deepEqual(below.json.error.reason, conflict('file_ancestor'))
  }
})

test('content_hash covers the body, and a wrong one keeps nothing', async (t) => {
  const { me } = await emulateFor(t)
  const content_hash = '16dff8700700b9aa627e24bbf832940c084b41ade5c5d6fe5417963a547ed9c2'
  t.is((await me.put('/a', 'Hello Dropbox!', { content_hash })).content_hash, content_hash)
  const wrong = await me.upload('files/upload', { path: '/b', content_hash }, 'Hello Dropbox?')
  t.deepEqual(wrong.json.error, { '.tag': 'content_hash_mismatch' })
  t.is((await me.rpc('files/get_metadata', { path: '/b' })).status, 409)
})

test('the hash of content over several blocks is the hash of the hashes of 4 MiB blocks', async (t) => {
  const { me } = await emulateFor(t)
  const { createHash } = await import('node:crypto')
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
  const content = Buffer.alloc(9 * 1024 * 1024 + 7, 'block')
  const size = 4 * 1024 * 1024
  const blocks = [0, size, 2 * size].map((start) => sha256(content.subarray(start, start + size)))
  const file = await me.put('/big', content)
  t.is(file.content_hash, sha256(Buffer.concat(blocks)).toString('hex'))
  t.is((await me.put('/empty', '')).content_hash, sha256(Buffer.alloc(0)).toString('hex'))
})

test('the root is no place to upload to', async (t) => {
  const { me } = await emulateFor(t)
  const reply = await me.upload('files/upload', { path: '' }, 'x')
  t.is(reply.status, 400)
  t.is(
    reply.text,
    'Error in call to API function "files/upload": HTTP header "Dropbox-API-Arg": path: The root folder is unsupported.',
  )
})

test('a file uploaded where one was deleted may have its id back, if so configured', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const again = async () => {
    const first = await me.put('/a', '1')
    await me.rpc('files/delete_v2', { path: '/a' })
    const second = await me.put('/a', '2')
    await me.rpc('files/delete_v2', { path: '/a' })
    return first.id === second.id
  }
  t.false(await again())
  emulator.configure({ names: { reuploadKeepsId: true } })
  t.true(await again())
})

test('client_modified is kept as it is given', async (t) => {
  const { me } = await emulateFor(t)
  t.is(
    (await me.put('/a', '1', { client_modified: '1999-12-31T23:59:59Z' })).client_modified,
    '1999-12-31T23:59:59Z',
  )
  const wrong = await me.upload('files/upload', { path: '/b', client_modified: 'yesterday' }, '1')
  t.is(wrong.status, 400)
})

test('more than 150 MiB in one request is too large, and the connection survives it', async (t) => {
  const { me } = await emulateFor(t)
  const reply = await me.upload('files/upload', { path: '/big' }, Buffer.alloc(150 * 1024 * 1024 + 1))
  t.deepEqual(reply.json.error, { '.tag': 'payload_too_large' })
  await me.put('/small', '1')
})
