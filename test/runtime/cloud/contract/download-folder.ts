import type { PathKey } from '../../../../runtime/core/path.ts'
import { type Cloud, CloudError, type FolderRequest } from '../../../../runtime/ports/cloud.ts'
import { conflict, done, fileOf, type It, missing, put, reasonOf, replace } from './dropbox.ts'

const never = new AbortController().signal

/** Asks for files of a folder by their contents, as they are believed to be; what was given, and what it came to. */
async function fetched(
  cloud: Cloud,
  path: PathKey,
  wanted: Readonly<Record<PathKey, string>>,
  signal = never,
): Promise<{ result: Awaited<ReturnType<Cloud['downloadFolder']>>; files: Record<PathKey, string> }> {
  const files: Record<PathKey, string> = {}
  const take = async (at: PathKey, content: Uint8Array): Promise<void> => {
    if (at in files) throw new Error(`${at} was given twice`)
    files[at] = Buffer.from(content).toString()
  }
  const result = await cloud.downloadFolder(requestFor(path, wanted), take, { signal })
  return { result, files }
}

function requestFor(path: PathKey, wanted: Readonly<Record<PathKey, string>>): FolderRequest {
  const sizes = new Map(Object.entries(wanted).map(([at, text]) => [at, Buffer.byteLength(text)]))
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  return { path, sizes, below: { entries: sizes.size + 5, bytes: bytes + 1000 } }
}

/** Downloads of whole folders: files as they are by now, and never more than was asked for. */
export function downloadFolderContract(it: It): void {
  it('of a folder come the files that were asked for, from any depth, and no other', async (t, { cloud }) => {
    await put(cloud, {
      '/Top/Ä': 'umlaut',
      '/Top/Sub/b': 'in a folder',
      '/Top/empty': '',
      '/Top/c': 'not this',
    })
    await cloud.createFolders(['/Top/nothing'])
    const wanted = { '/top/ä': 'umlaut', '/top/sub/b': 'in a folder', '/top/empty': '' }
    t.deepEqual(await fetched(cloud, '/top', wanted), { result: done, files: wanted })
  })

  it('what is not in the folder, or of another size by now, is not given', async (t, { cloud }) => {
    const files = await put(cloud, { '/top/a': 'one', '/top/b': 'same', '/top/c': 'three' })
    await replace(cloud, '/top/a', fileOf(files, '/top/a'), 'another one')
    const wanted = { '/top/a': 'one', '/top/b': 'same', '/top/gone': 'gone' }
    t.deepEqual(await fetched(cloud, '/top', wanted), { result: done, files: { '/top/b': 'same' } })
  })

  it('what is of the same size comes as it is by now', async (t, { cloud }) => {
    const files = await put(cloud, { '/top/a': 'one' })
    await replace(cloud, '/top/a', fileOf(files, '/top/a'), 'two')
    t.deepEqual((await fetched(cloud, '/top', { '/top/a': 'one' })).files, { '/top/a': 'two' })
  })

  it('where no folder is there is nothing to be had', async (t, { cloud }) => {
    await put(cloud, { '/file': 'f' })
    t.deepEqual(await fetched(cloud, '/nothing', { '/nothing/a': 'a' }), { result: missing, files: {} })
    t.deepEqual(await fetched(cloud, '/file', { '/file/a': 'a' }), { result: conflict, files: {} })
  })

  it('a folder whose answer ends early gives whole files or none, and says so', async (t, {
    cloud,
    cutFolder,
  }) => {
    const wanted = { '/top/a': 'first content', '/top/b': 'second content', '/top/c': 'third content' }
    await put(cloud, wanted)
    await cutFolder()
    const { result, files } = await fetched(cloud, '/top', wanted)
    // What broke off before it gave anything may have been asked for again.
    t.is(reasonOf(result), Object.keys(files).length === 3 ? undefined : 'interrupted')
    for (const [path, content] of Object.entries(files)) t.is(content, wanted[path as keyof typeof wanted])
    t.deepEqual(await fetched(cloud, '/top', wanted), { result: done, files: wanted })
  })

  it('what the taker of a folder says ends its download, as it is', async (t, { cloud }) => {
    await put(cloud, { '/top/a': 'a', '/top/b': 'b' })
    const full = new Error('disk full')
    const request = requestFor('/top', { '/top/a': 'a', '/top/b': 'b' })
    t.is(
      await t.throwsAsync(cloud.downloadFolder(request, () => Promise.reject(full), { signal: never })),
      full,
    )
  })

  it('the download of a folder can be called off in its middle', async (t, { cloud }) => {
    await put(cloud, { '/top/a': 'a', '/top/b': 'b' })
    const controller = new AbortController()
    let given = 0
    const downloading = cloud.downloadFolder(
      requestFor('/top', { '/top/a': 'a', '/top/b': 'b' }),
      async () => {
        given++
        controller.abort()
      },
      { signal: controller.signal },
    )
    await t.throwsAsync(downloading, { instanceOf: CloudError, code: 'aborted' })
    t.is(given, 1)
  })
}
