import { bytesOf, fileToUpload, uploaded } from '../cloud-calls.ts'
import { conflict, done, fetched, fileOf, type It, missing, put, reasonOf, replace } from './dropbox.ts'

/** Downloads: always the very revision that was asked for. */
export function downloadContract(it: It): void {
  it('a file comes down as it went up, from any offset on', async (t, { cloud }) => {
    const file = fileOf(await put(cloud, { '/a': 'some content' }), '/a')
    const whole = await fetched(cloud, file)
    t.deepEqual([whole.result, whole.text, whole.told], [done, 'some content', 12])
    const rest = await fetched(cloud, file, 5)
    t.deepEqual([rest.result, rest.text, rest.told], [done, 'content', 7])
    const nothing = await fetched(cloud, file, 12)
    t.deepEqual([nothing.result, nothing.text], [done, ''])
  })

  it('a file without content comes down as it is', async (t, { cloud }) => {
    const { result, text } = await fetched(cloud, fileOf(await put(cloud, { '/empty': '' }), '/empty'))
    t.deepEqual([result, text], [done, ''])
  })

  it('a large file comes down as it went up', async (t, { cloud, large }) => {
    const sent = fileToUpload('/large', bytesOf(large, 7))
    const result = (await uploaded(cloud, [sent])).get('/large')
    if (!result?.ok) return t.fail()
    t.is((await fetched(cloud, result.value)).hash, sent.hash)
  })

  it('a body that ends early is taken up where it ended', async (t, { cloud, large, cutDownload }) => {
    const sent = fileToUpload('/large', bytesOf(large, 7))
    const result = (await uploaded(cloud, [sent])).get('/large')
    if (!result?.ok) return t.fail()
    await cutDownload()
    const { hash, told } = await fetched(cloud, result.value)
    t.is(hash, sent.hash)
    t.is(told, large)
  })

  it('an old revision still comes down when the file was replaced, moved or deleted', async (t, {
    cloud,
  }) => {
    const first = fileOf(await put(cloud, { '/a': 'one' }), '/a')
    const second = await replace(cloud, '/a', first, 'two')
    t.is((await fetched(cloud, first)).text, 'one')
    const moved = await cloud.move('/a', '/b')
    t.is((await fetched(cloud, second)).text, 'two')
    if (!moved.ok || moved.value.kind !== 'file') return t.fail()
    await cloud.deleteFiles([{ path: '/b', rev: moved.value.rev }])
    for (const file of [second, moved.value]) t.is((await fetched(cloud, file)).text, 'two')
  })

  it('a revision that Dropbox does not keep is missing', async (t, { cloud }) => {
    const file = fileOf(await put(cloud, { '/a': 'a' }), '/a')
    t.deepEqual((await fetched(cloud, { ...file, rev: '0123456789abcdef' })).result, missing)
  })

  it('a revision with another content than is known is a conflict', async (t, { cloud }) => {
    const files = await put(cloud, { '/a': 'a', '/b': 'b' })
    const { result, text } = await fetched(cloud, { ...fileOf(files, '/a'), hash: fileOf(files, '/b').hash })
    t.deepEqual([result, text], [conflict, ''])
  })

  it('what has no bytes of its own is not downloaded', async (t, { cloud }) => {
    const file = fileOf(await put(cloud, { '/Notes.paper': 'n' }), '/Notes.paper')
    t.false(file.downloadable)
    t.is(reasonOf((await fetched(cloud, file)).result), 'unsupported')
    t.is(reasonOf((await fetched(cloud, { ...file, downloadable: true })).result), 'unsupported')
  })

  it('what the disk says ends the download, as it is', async (t, { cloud }) => {
    const file = fileOf(await put(cloud, { '/a': 'a' }), '/a')
    const full = new Error('disk full')
    const failing = cloud.download({ path: '/a', file, offset: 0 }, () => Promise.reject(full), {
      signal: new AbortController().signal,
    })
    t.is(await t.throwsAsync(failing), full)
  })
}
