import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { emulateFor, temporaryFolder } from './emulation.ts'

test('a download gives the bytes, the metadata in a header, and its rev as a tag', async (t) => {
  const { me } = await emulateFor(t)
  const file = await me.put('/a.bin', Buffer.from([0, 255, 10, 13]))
  const reply = await me.download('files/download', { path: '/A.BIN' })
  t.is(reply.status, 200)
  t.deepEqual([...reply.bytes], [0, 255, 10, 13])
  t.deepEqual(reply.json, file)
  t.is(reply.headers.get('content-type'), 'application/octet-stream')
  t.is(reply.headers.get('content-length'), '4')
  t.is(reply.headers.get('etag'), `W/"${file.rev}"`)
})

test('a file is found by id and by rev, old revs included', async (t) => {
  const { me } = await emulateFor(t)
  const first = await me.put('/a', 'old')
  await me.put('/a', 'new', { mode: 'overwrite' })
  t.is((await me.download('files/download', { path: first.id })).text, 'new')
  t.is((await me.download('files/download', { path: `rev:${first.rev}` })).text, 'old')
})

for (const [range, status, text, header] of [
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=0-999', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['bytes=4-2', 200, '0123456789', null],
  ['lines=1-2', 200, '0123456789', null],
] as const) {
  test(`Range: ${range} is answered with ${status}`, async (t) => {
    const { me } = await emulateFor(t)
    await me.put('/a', '0123456789')
    const reply = await me.download('files/download', { path: '/a' }, { Range: range })
    t.is(reply.status, status)
    t.is(reply.text, text)
    t.is(reply.headers.get('content-range'), header)
  })
}

test('a range crosses the pieces that a file was uploaded in', async (t) => {
  const { me } = await emulateFor(t)
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
  const { session_id } = (await me.upload('files/upload_session/start', {}, content.subarray(0, 100_000)))
    .json
  await me.upload(
    'files/upload_session/append_v2',
    { cursor: { session_id, offset: 100_000 } },
    content.subarray(100_000, 100_010),
  )
  await me.upload(
    'files/upload_session/finish',
    { cursor: { session_id, offset: 100_010 }, commit: { path: '/a' } },
    content.subarray(100_010),
  )
  const reply = await me.download('files/download', { path: '/a' }, { Range: 'bytes=99990-250000' })
  t.true(reply.bytes.equals(content.subarray(99_990, 250_001)))
})

test('If-None-Match spares the body', async (t) => {
  const { me } = await emulateFor(t)
  const file = await me.put('/a', 'x')
  const reply = await me.download('files/download', { path: '/a' }, { 'If-None-Match': `W/"${file.rev}"` })
  t.is(reply.status, 304)
  t.is(reply.text, '')
})

test('what cannot be downloaded says why', async (t) => {
  const { me } = await emulateFor(t)
  await me.rpc('files/create_folder_v2', { path: '/folder' })
  await me.put('/doc.paper', 'x')
  const error = async (path: string) => (await me.download('files/download', { path })).json.error
  t.deepEqual(await error('/folder'), { '.tag': 'path', path: { '.tag': 'not_file' } })
  t.deepEqual(await error('/nothing'), { '.tag': 'path', path: { '.tag': 'not_found' } })
  t.deepEqual(await error('rev:123456789'), { '.tag': 'path', path: { '.tag': 'not_found' } })
  t.deepEqual(await error('/doc.paper'), { '.tag': 'unsupported_file' })
  t.is((await me.download('files/download', { path: '' })).status, 400)
})

test('a cloud document is exported', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/doc.paper', '# Title')
  await me.put('/plain.txt', 'x')
  const reply = await me.download('files/export', { path: '/doc.paper' })
  t.is(reply.text, '# Title')
  t.like(reply.json.export_metadata, { name: 'doc.md', size: 7 })
  t.is(reply.json.file_metadata.name, 'doc.paper')
  const tagOf = async (argument: unknown) => (await me.download('files/export', argument)).json.error['.tag']
  t.is(await tagOf({ path: '/plain.txt' }), 'non_exportable')
  t.is(await tagOf({ path: '/doc.paper', export_format: 'xlsx' }), 'invalid_export_format')
})

for (const method of ['stored', 'deflated'] as const)
  for (const sizes of ['behind', 'before'] as const)
    test(`a folder comes as a zip that other programs read, ${method}, sizes ${sizes} the bytes`, async (t) => {
      const { me, emulator } = await emulateFor(t)
      emulator.configure({ zip: { method, sizes } })
      await me.put('/Top/Ünï/a.txt', 'content', { client_modified: '2020-02-02T02:02:02Z' })
      await me.put('/Top/big', Buffer.alloc(1_000_000, 'z'))
      const reply = await me.download('files/download_zip', { path: '/top' })
      t.is(reply.json.metadata.name, 'Top')
      t.is(reply.bytes.byteLength > 1_000_000, method === 'stored')
      const path = join(await temporaryFolder(t), 'top.zip')
      await writeFile(path, reply.bytes)
      const script =
        'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(z.namelist(), z.read("Top/Ünï/a.txt"))'
      const { stdout } = await promisify(execFile)('python3', ['-c', script, path])
      t.is(stdout.trim(), "['Top/', 'Top/big', 'Top/Ünï/', 'Top/Ünï/a.txt'] b'content'")
      const refused = await me.download('files/download_zip', { path: '/top/big' })
      t.deepEqual(refused.json.error, { '.tag': 'path', path: { '.tag': 'not_folder' } })
    })

test('a temporary link gives the bytes to anybody, for four hours', async (t) => {
  let now = Date.now()
  const { me } = await emulateFor(t, { now: () => now })
  await me.put('/a.txt', 'linked')
  const { link, metadata } = (await me.rpc('files/get_temporary_link', { path: '/a.txt' })).json
  t.is(metadata.name, 'a.txt')
  t.false('.tag' in metadata)
  const response = await fetch(link)
  t.is(await response.text(), 'linked')
  t.is(response.headers.get('content-type'), 'text/plain; charset=utf-8')
  t.is(await (await fetch(link, { headers: { Range: 'bytes=0-1' } })).text(), 'li')
  now += 4 * 3600 * 1000
  t.is((await fetch(link)).status, 410)
  t.is((await fetch(`${link.slice(0, -30)}/file`)).status, 404)
})

test('a thumbnail is a placeholder for pictures and refused for anything else', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a.png', 'no picture at all')
  await me.put('/a.txt', 'x')
  const png = await me.download('files/get_thumbnail', { path: '/a.png', format: 'png' })
  t.is(png.bytes.subarray(1, 4).toString(), 'PNG')
  t.is(png.json.name, 'a.png')
  const v2 = await me.download('files/get_thumbnail_v2', { resource: { '.tag': 'path', path: '/a.png' } })
  t.is(v2.json.file_metadata.name, 'a.png')
  t.is(
    (await me.download('files/get_thumbnail', { path: '/a.txt' })).json.error['.tag'],
    'unsupported_extension',
  )
})
