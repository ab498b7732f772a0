import { deflateRawSync } from 'node:zlib'
import test from 'ava'
import { type Cloud, CloudError, type FolderRequest } from '../../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload, uploaded } from './cloud-calls.ts'
import { emulatedDropbox } from './emulated-dropbox.ts'
import { type Reply, refusal, scriptedDropbox } from './scripted-dropbox.ts'
import { type ZipPart, zipOf } from './zip/write-zip.ts'

const signal = new AbortController().signal
const bytes = (text: string): Uint8Array => Buffer.from(text)

async function fetched(cloud: Cloud, request: FolderRequest) {
  const files: Record<string, string> = {}
  const result = await cloud.downloadFolder(
    request,
    async (path, content) => {
      files[path] = Buffer.from(content).toString()
    },
    { signal },
  )
  return { files, detail: result.ok ? undefined : result.refusal }
}

const request: FolderRequest = {
  path: '/top',
  sizes: new Map([
    ['/top/a', 4],
    ['/top/b', 4],
  ]),
  below: { entries: 2, bytes: 8 },
}

function zip(...parts: readonly ZipPart[]): Reply {
  const body = zipOf(parts)
  return { raw: (response) => response.end(body) }
}

const a: ZipPart = { name: 'Top/a', content: bytes('aaaa') }
const b: ZipPart = { name: 'Top/b', content: bytes('bbbb') }

for (const method of ['stored', 'deflated'] as const)
  for (const sizes of ['behind', 'before'] as const)
    for (const top of ['folder', 'slash'] as const)
      test(`a folder comes down as it went up, ${method}, sizes ${sizes}, top ${top}`, async (t) => {
        const { cloud, emulator } = await emulatedDropbox(t)
        emulator.configure({ zip: { method, sizes, top, folders: top === 'folder' } })
        const contents: Record<string, Uint8Array> = {
          '/top/empty': bytes(''),
          '/top/deep/er/ä': bytes('umlaut'),
          '/top/random': bytesOf(200_000, 3),
          '/top/zeros': Buffer.alloc(100_000),
        }
        await uploaded(
          cloud,
          Object.entries(contents).map(([path, content]) => fileToUpload(path, content)),
        )
        const given = new Map<string, Buffer>()
        const result = await cloud.downloadFolder(
          {
            path: '/top',
            sizes: new Map(Object.entries(contents).map(([path, content]) => [path, content.byteLength])),
            below: { entries: 7, bytes: 300_006 },
          },
          async (path, content) => void given.set(path, Buffer.from(content)),
          { signal },
        )
        t.deepEqual(result, { ok: true, value: null })
        t.deepEqual([...given.keys()].toSorted(), Object.keys(contents).toSorted())
        for (const [path, content] of given) t.true(content.equals(contents[path] ?? bytes('other')), path)
      })

test('only names that were asked for count, and each once', async (t) => {
  const names = [
    '../a',
    'Top/../a',
    '/top/a',
    '/etc/passwd',
    'Top/a\0',
    'Other/a',
    'Top//a',
    'Top/./a',
    'Top/c',
  ]
  const others = names.map((name) => ({ name, content: bytes('evil') }))
  const again = { name: 'TOP/a', content: bytes('evil') }
  const dropbox = await scriptedDropbox(t, () =>
    zip({ name: 'Top/', content: bytes('') }, ...others, a, again, a, b),
  )
  t.deepEqual(await fetched(dropbox.cloud(), request), {
    files: { '/top/a': 'aaaa', '/top/b': 'bbbb' },
    detail: undefined,
  })
})

test('a zip whose top leads out of the folder gives nothing', async (t) => {
  const parts = ['../a', '../b'].map((name) => ({ name, content: bytes('evil') }))
  const dropbox = await scriptedDropbox(t, () => zip(...parts))
  t.deepEqual((await fetched(dropbox.cloud(), request)).files, {})
})

test('what is wrong with a zip is said, and what came before it was given', async (t) => {
  const encrypted = { ...b, says: { flags: 0x0801 } }
  const dropbox = await scriptedDropbox(t, () => zip(a, encrypted))
  t.deepEqual(await fetched(dropbox.cloud(), request), {
    files: { '/top/a': 'aaaa' },
    detail: { reason: 'interrupted', detail: 'an encrypted entry' },
  })
  t.deepEqual(dropbox.routes(), ['files/download_zip'])
})

test('a zip that never ends is let go of when it is far longer than the folder can be', async (t) => {
  let sent = 0
  const dropbox = await scriptedDropbox(t, () => ({
    raw(response) {
      response.write(zipOf([a]).subarray(0, -68))
      const chunk = Buffer.alloc(256 * 1024)
      const more = (): void => {
        while (!response.destroyed) {
          sent += chunk.byteLength
          if (!response.write(chunk)) return
        }
      }
      const endless = {
        name: 'Top/endless',
        content: bytes(''),
        says: { packed: 2 ** 31, unpacked: 2 ** 31 },
      }
      response.write(zipOf([endless]).subarray(0, -68))
      response.on('drain', more)
      more()
    },
  }))
  const { files, detail } = await fetched(dropbox.cloud(), request)
  t.deepEqual(files, { '/top/a': 'aaaa' })
  t.like(detail, { reason: 'interrupted' })
  t.true(sent < 32 * 1024 * 1024)
})

test('a bomb is not unpacked', async (t) => {
  const bomb = deflateRawSync(Buffer.alloc(300 * 1024 * 1024))
  const says = { packed: bomb.byteLength, unpacked: 4 }
  const dropbox = await scriptedDropbox(t, () => zip({ ...a, method: 'deflated', packed: bomb, says }, b))
  const before = process.memoryUsage().arrayBuffers
  t.deepEqual((await fetched(dropbox.cloud(), request)).files, { '/top/b': 'bbbb' })
  t.true(process.memoryUsage().arrayBuffers - before < 32 * 1024 * 1024)
})

for (const [error, reason] of [
  [{ '.tag': 'path', path: { '.tag': 'not_folder' } }, 'conflict'],
  [{ '.tag': 'path', path: { '.tag': 'not_found' } }, 'missing'],
  [{ '.tag': 'too_large' }, 'too-large'],
  [{ '.tag': 'too_many_files' }, 'too-many-files'],
] as const)
  test(`a folder that Dropbox does not give in one piece is refused: ${reason}`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => refusal(error))
    t.like((await fetched(dropbox.cloud(), request)).detail, { reason })
    t.deepEqual(dropbox.routes(), ['files/download_zip'])
  })

test('an answer that is no zip is one about this folder alone', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ text: '<html>Sign in to HotelNet</html>' }))
  t.like((await fetched(dropbox.cloud(), request)).detail, { reason: 'interrupted' })
})

test('a zip that broke off before it gave anything is asked for again, and gives everything then', async (t) => {
  const dropbox = await scriptedDropbox(t, (_, times) =>
    times > 1
      ? zip(a, b)
      : {
          raw(response) {
            response.write(zipOf([{ name: 'Top/', content: bytes('') }, a]).subarray(0, 60))
            response.socket?.destroySoon()
          },
        },
  )
  const { files, detail } = await fetched(dropbox.cloud(), request)
  t.deepEqual([files, detail], [{ '/top/a': 'aaaa', '/top/b': 'bbbb' }, undefined])
})

test('a zip that breaks off after it gave something is not asked for again', async (t) => {
  const breakOff = Promise.withResolvers<void>()
  const dropbox = await scriptedDropbox(t, () => ({
    raw(response) {
      response.write(zipOf([a, b]).subarray(0, 60))
      void breakOff.promise.then(() => response.destroy())
    },
  }))
  const given: string[] = []
  const take = async (path: string): Promise<void> => {
    given.push(path)
    breakOff.resolve()
  }
  t.like(await dropbox.cloud().downloadFolder(request, take, { signal }), {
    refusal: { reason: 'interrupted', detail: 'a zip that breaks off' },
  })
  t.deepEqual([given, dropbox.routes()], [['/top/a'], ['files/download_zip']])
})

test('a server that is out of order for good is out of reach', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ status: 500, text: 'oops' }))
  await t.throwsAsync(fetched(dropbox.cloud(), request), { instanceOf: CloudError, code: 'offline' })
})
