import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { type ZipPart, zipEntry, zipOf } from '../runtime/cloud/zip/write-zip.ts'
import { createBox } from '../runtime/engine/test-box.ts'
import { hookedFiles } from '../runtime/local/hooked-files.ts'
import { bombOf } from './bomb.ts'
import { hostileDropbox, planted, plantedFolder } from './hostile-dropbox.ts'

const MiB = 1024 * 1024
const names = Array.from({ length: 10 }, (_, index) => `${index}`)
const tree = [plantedFolder('/folder'), ...names.map((name) => planted(`/folder/${name}`))]
const size = planted('/folder/0').content.byteLength

/** The entry of one of the files as it should be. */
function honest(name: string, over: Partial<ZipPart> = {}): ZipPart {
  return { name: `folder/${name}`, content: planted(`/folder/${name}`).content, ...over }
}
const honestOnes = names.map((name) => honest(name))

/** Every file with the same lie. */
function each(lie: (part: ZipPart) => Partial<ZipPart>): readonly ZipPart[] {
  return honestOnes.map((part) => ({ ...part, ...lie(part) }))
}

const bomb = bombOf(2 * 1024 * MiB)
const evil = Buffer.from('#!/bin/sh\nrm -rf ~\n')
const behind = { signed: true, wide: false }

/** What is in place of the zip. */
const zips: Readonly<Record<string, Uint8Array | ((response: ServerResponse) => void)>> = {
  'bombs that say they are small': zipOf(
    each(() => ({ method: 'deflated', packed: bomb, says: { unpacked: size, packed: bomb.byteLength } })),
  ),
  'bombs that say their size behind them': zipOf(
    each(() => ({ method: 'deflated', packed: bomb, descriptor: behind, says: { unpacked: size } })),
  ),
  'bombs that say what they are': zipOf(
    each(() => ({ method: 'deflated', packed: bomb, says: { unpacked: 2 ** 31 } })),
  ),
  'an entry without end': (response) => {
    response.write(
      zipEntry({ name: 'folder/0', content: Buffer.alloc(0), zip64: true, says: { packed: 2 ** 50 } }),
    )
    pour(response, () => Buffer.alloc(64 * 1024))
  },
  'entries without end': (response) => {
    let count = 0
    pour(response, () =>
      Buffer.concat(
        Array.from({ length: 500 }, () => zipEntry({ name: `folder/more ${count++}`, content: evil })),
      ),
    )
  },
  'descriptors without end': (response) => {
    response.write(zipEntry({ name: 'folder/0', content: evil, descriptor: behind }).subarray(0, -16))
    pour(response, () => Buffer.alloc(64 * 1024, 'PK\x07\x08'))
  },
  'names that lead out': zipOf(
    [
      '../escaped',
      'folder/../../escaped',
      '/etc/escaped',
      'folder//../escaped',
      'folder/\0',
      'folder/a\0b',
      '~/escaped',
    ]
      .map((name): ZipPart => ({ name, content: evil }))
      .concat(honestOnes),
  ),
  'a top that leads out': zipOf(honestOnes.map((part) => ({ ...part, name: `../${String(part.name)}` }))),
  'names that Dropbox does not know': zipOf(
    ['folder/new', 'folder/.dropbox.cache/marker.json', 'folder/.dropbox.cache/staging/x', 'other/new']
      .map((name): ZipPart => ({ name, content: evil }))
      .concat(honestOnes),
  ),
  'names that come twice, first as another content': zipOf([
    ...each(({ content }) => ({ content: Buffer.alloc(content.byteLength, 'x') })),
    ...honestOnes,
  ]),
  'names that come twice, then as another content': zipOf([
    ...honestOnes,
    ...each(({ content }) => ({ content: Buffer.alloc(content.byteLength, 'x') })),
  ]),
  'contents exchanged': zipOf(names.map((name, index) => ({ ...honest(name), name: `folder/${9 - index}` }))),
  'wrong checksums': zipOf(each(() => ({ says: { crc: 7 } }))),
  'sizes that are too small': zipOf(each(() => ({ says: { packed: size - 5, unpacked: size - 5 } }))),
  'sizes that are too large': zipOf(each(() => ({ says: { packed: size + 5, unpacked: size + 5 } }))),
  'another content with a good checksum': zipOf(
    each(({ content }) => ({ content: Buffer.alloc(content.byteLength, 'x'), method: 'deflated' })),
  ),
  'an end in the middle of a file': zipOf(honestOnes).subarray(0, 200),
  'encrypted entries': zipOf(each(() => ({ says: { flags: 0x0801 } }))),
  'another method': zipOf(each(() => ({ says: { method: 14 } }))),
  'zip64 sizes of exabytes': zipOf(each(() => ({ zip64: true, says: { packed: 2 ** 60, unpacked: size } }))),
  'zip64 sizes that are not there': zipOf(each(() => ({ says: { packed: 0xffffffff, unpacked: size } }))),
  'a page of a hotel': Buffer.from('<html><body>Sign in to HotelNet</body></html>'),
  nothing: new Uint8Array(),
}

function pour(response: ServerResponse, chunk: () => Buffer): void {
  const more = (): void => {
    while (!response.destroyed) if (!response.write(chunk())) return
  }
  response.on('drain', more)
  more()
}

function send(response: ServerResponse, zip: (typeof zips)[string] | undefined): void {
  response.writeHead(200, { 'content-type': 'application/zip', 'dropbox-api-result': '{}' })
  if (typeof zip === 'function') zip(response)
  else response.end(zip)
}

for (const [what, zip] of Object.entries(zips))
  test(`a folder comes down as it is, and nothing beside it, where its zip is: ${what}`, async (t) => {
    const dropbox = await hostileDropbox(t, tree)
    dropbox.on('files/download_zip', ({ response }) => send(response, zip))
    let written = 0
    const files = hookedFiles(nodeFiles(), ({ name, path, arguments: [bytes] }) => {
      if (name === 'file.write' && path.includes('/staging/')) written += (bytes as Uint8Array).byteLength
    })
    const box = createBox(t, dropbox, { files })
    box.start()
    await box.settle()
    t.deepEqual(readdirSync(box.home).sort(), ['Dropbox', 'state'])
    t.deepEqual(readdirSync(box.folder).sort(), ['.dropbox.cache', 'folder'])
    t.deepEqual(readdirSync(join(box.folder, 'folder')).sort(), names)
    for (const name of names)
      t.is(readFileSync(join(box.folder, 'folder', name), 'utf8'), `content of /folder/${name}`)
    t.deepEqual(readdirSync(join(box.folder, '.dropbox.cache', 'staging')), [])
    t.is(written, names.length * size)
    t.is(dropbox.routes.filter((route) => route === 'files/download_zip').length, 1)
    t.deepEqual(dropbox.writes, [])
    t.deepEqual(box.engine.problems(), [])
  })

/** How a process of its own grows, in bytes, by fetching a folder of ten files of `bytes` each; nothing of it is of use. */
async function growthBy(
  t: ExecutionContext,
  zip: (typeof zips)[string] | undefined,
  bytes: number,
): Promise<number> {
  const dropbox = await hostileDropbox(t, tree)
  dropbox.on('files/download_zip', ({ response }) => send(response, zip))
  const program = join(import.meta.dirname, 'fetch-folder.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [program, dropbox.url, `${bytes}`])
  const { given, peak } = JSON.parse(stdout) as { given: string[]; peak: number }
  t.deepEqual(given, [])
  t.log(`${(peak / MiB).toFixed(1)} MiB`)
  return peak
}

for (const what of Object.keys(zips).filter((name) => /bomb|without end/.test(name)))
  test(`a process that reads it grows by some megabytes only: ${what}`, async (t) => {
    t.true((await growthBy(t, zips[what], size)) < 100 * MiB)
  })

for (const [form, over] of [
  ['sizes before them', {}],
  ['sizes behind them', { descriptor: behind }],
] as const)
  test(`a process that reads bombs no larger than what they should hold grows by some megabytes only, ${form}`, async (t) => {
    const packed = bombOf(240 * MiB)
    const bytes = 256 * 1024
    t.true(packed.byteLength < bytes)
    const says = { packed: packed.byteLength, unpacked: bytes }
    const zip = zipOf(each(() => ({ method: 'deflated', packed, says, ...over })))
    t.true((await growthBy(t, zip, bytes)) < 100 * MiB)
  })
