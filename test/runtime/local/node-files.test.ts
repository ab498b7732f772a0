import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import test from 'ava'
import { blockSumsOf } from '../../../runtime/core/content-hash.ts'
import { asDiskError } from '../../../runtime/local/node/disk-error.ts'
import { mountPointReader, mountPointsIn } from '../../../runtime/local/node/mount-points.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { testFilesContract } from './files-contract.ts'
import { makeTemporaryFolder, temporaryFolder } from './temporary-folder.ts'

for (const descriptorPaths of [true, false]) {
  testFilesContract(test, descriptorPaths ? 'the real disk' : 'the real disk without /proc', async (t) => {
    const folder = await makeTemporaryFolder()
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    return { files: nodeFiles({ descriptorPaths }), folder }
  })
}

test('a name that is not UTF-8 is listed without stats, and its neighbours with theirs', async (t) => {
  const folder = await temporaryFolder(t)
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), '')
  writeFileSync(`${folder}/good`, '')
  writeFileSync(`${folder}/replaced\ufffd`, '')
  const listed = await nodeFiles().list(folder)
  const seen = listed.map((entry) => [entry.name, entry.stats?.kind ?? ('fault' in entry && entry.fault)])
  t.deepEqual(Object.fromEntries(seen), {
    'bad\ufffd': 'not-utf8',
    good: 'file',
    'replaced\ufffd': 'file',
  })
  const bad = listed.find(({ name }) => name === 'bad\ufffd')
  t.like(bad, { stats: undefined, found: { kind: 'file', size: 0 } })
})

test('a fifo is opened without waiting for its writer', async (t) => {
  const folder = await temporaryFolder(t)
  execFileSync('mkfifo', [`${folder}/fifo`])
  await using file = await nodeFiles().openFile(`${folder}/fifo`, 'read')
  t.is((await file.stats()).kind, 'fifo')
})

test('stretches of a file are hashed beside everything else, fewer bytes where it ends before', async (t) => {
  const path = `${await temporaryFolder(t)}/f`
  const content = new Uint8Array(9 * 1024 * 1024 + 1).map((_, index) => index % 251)
  writeFileSync(path, content)
  await using file = await nodeFiles().openFile(path, 'read')
  const stretch = async (from: number, length: number) => {
    const { sums = new Uint8Array(), bytes } = (await file.blockSums?.(from, length)) ?? {}
    return [Buffer.from(sums).toString('hex'), bytes]
  }
  const expected = (bytes: Uint8Array) => [
    Buffer.concat(blockSumsOf(bytes)).toString('hex'),
    bytes.byteLength,
  ]
  const found = await Promise.all([
    stretch(0, 8 * 1024 * 1024),
    stretch(4, 10),
    stretch(5, 1e9),
    stretch(1e9, 1),
  ])
  t.deepEqual(found, [
    expected(content.subarray(0, 8 * 1024 * 1024)),
    expected(content.subarray(4, 14)),
    expected(content.subarray(5)),
    expected(new Uint8Array()),
  ])
})

test('hashing beside everything else tells what the disk says, and lets closing wait', async (t) => {
  const folder = await temporaryFolder(t)
  const files = nodeFiles()
  await using opened = await files.openFile(folder, 'read')
  await t.throwsAsync(async () => await opened.blockSums?.(0, 1), { code: 'is-a-folder' })
  writeFileSync(`${folder}/f`, new Uint8Array(5 * 1024 * 1024))
  const file = await files.openFile(`${folder}/f`, 'read')
  const hashing = file.blockSums?.(0, 5 * 1024 * 1024)
  await file.close()
  t.is((await hashing)?.bytes, 5 * 1024 * 1024)
  await t.throwsAsync(async () => await file.blockSums?.(0, 1), { code: 'io' })
})

test('a socket is told as one', async (t) => {
  const folder = await temporaryFolder(t)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(`${folder}/socket`, resolve))
  t.teardown(() => server.close())
  t.is((await nodeFiles().lstat(`${folder}/socket`))?.kind, 'socket')
})

test('the event loop turns while a large tree is listed', async (t) => {
  const folder = await temporaryFolder(t)
  for (let index = 0; index < 60; index++) {
    mkdirSync(`${folder}/${index}`)
    for (let file = 0; file < 50; file++) writeFileSync(`${folder}/${index}/${file}`, '')
  }
  const files = nodeFiles()
  let turns = 0
  let done = false
  const count = (): void => {
    turns++
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  for (let round = 0; round < 20; round++)
    for (let index = 0; index < 60; index++) await files.list(`${folder}/${index}`)
  done = true
  t.true(turns >= 2, `${turns} turns`)
})

test('every errno becomes a code, one without a word of its own "io"', (t) => {
  const code = (errno: string) => asDiskError(Object.assign(new Error(errno), { code: errno }), '/x').code
  t.deepEqual(
    ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EXDEV', 'ESTALE', 'ENOTCONN', 'EIO', 'EMFILE'].map(code),
    ['no-space', 'no-space', 'no-permission', 'read-only', 'other-device', 'io', 'io', 'io', 'too-many-open'],
  )
  t.is(asDiskError(new Error('odd'), '/x').code, 'io')
})

test('mount points are read from the system’s table, with the characters that it writes as numbers', async (t) => {
  const table = Buffer.from(
    [
      '22 27 0:21 / / rw,relatime - ext4 /dev/root rw',
      '36 35 98:0 /a\\040folder /home/a\\040b\\134c/été rw,noatime master:1 - ext3 /dev/root rw',
      '',
    ].join('\n'),
  )
  t.deepEqual(Object.fromEntries(mountPointsIn(table)), {
    '/': { system: '0:21', root: '/' },
    '/home/a b\\c/été': { system: '98:0', root: '/a folder' },
  })
  const folder = await temporaryFolder(t)
  const read = mountPointReader(`${folder}/mountinfo`)
  t.deepEqual([...read()], [])
  writeFileSync(`${folder}/mountinfo`, table)
  t.is(read().size, 2)
  t.is(read(), read())
  t.true((await nodeFiles().mountPoints()).has('/proc'))
})
