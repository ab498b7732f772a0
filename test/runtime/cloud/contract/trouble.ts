import { CloudError } from '../../../../runtime/ports/cloud.ts'
import { allDone, bytesOf, fileToUpload, listed, memoryOfSessions, uploaded } from '../cloud-calls.ts'
import { type ContractDropbox, done, fetched, fileOf, type It, put, reasonOf } from './dropbox.ts'

/** Who this is, and what concerns the whole connection. */
export function troubleContract(it: It): void {
  it('the account and its space are known', async (t, { cloud, setQuota }) => {
    const account = await cloud.account()
    t.true(account.id.startsWith('dbid:') && account.name !== '' && account.email.includes('@'))
    await setQuota(1000)
    await put(cloud, { '/a': '12345', '/b': '67' })
    t.deepEqual(await cloud.space(), { used: 7, allocated: 1000 })
  })

  it('what fits is taken when Dropbox is nearly full', async (t, { cloud, setQuota }) => {
    await setQuota(25)
    const sent = Array.from({ length: 4 }, (_, n) => fileToUpload(`/${n}`, bytesOf(10, n + 1)))
    const results = [...(await uploaded(cloud, sent)).values()]
    t.deepEqual(results.map((result) => reasonOf(result) ?? 'taken').toSorted(), [
      'no-space',
      'no-space',
      'taken',
      'taken',
    ])
  })

  it('an answer that is lost does not hide that a file was taken', async (t, { cloud, loseAnswer }) => {
    await loseAnswer('upload')
    t.like((await uploaded(cloud, [fileToUpload('/a', bytesOf(5, 1))])).get('/a'), { ok: true })
    await loseAnswer('batch of uploads')
    const sent = Array.from({ length: 5 }, (_, n) => fileToUpload(`/${n}`, bytesOf(5, n + 1)))
    t.true(allDone((await uploaded(cloud, sent)).values(), 5))
    t.is((await listed(cloud)).size, 6)
  })

  it('an answer that is lost does not hide that a large file was taken', async (t, {
    cloud,
    large,
    loseAnswer,
  }) => {
    await loseAnswer('batch of uploads')
    t.like((await uploaded(cloud, [fileToUpload('/a', bytesOf(large, 1))])).get('/a'), { ok: true })
  })

  it('an answer that is lost does not hide that a file was moved', async (t, { cloud, loseAnswer }) => {
    const { '/a': file } = await put(cloud, { '/a': 'a' })
    await loseAnswer('move')
    t.like(await cloud.move('/a', '/b'), { ok: true, value: { kind: 'file', name: 'b', id: file?.id } })
    await loseAnswer('move')
    t.like(await cloud.move('/b', '/B'), { ok: true, value: { name: 'B' } })
    t.deepEqual([...(await listed(cloud)).keys()], ['/b'])
  })

  it('an answer that is lost does not hide that folders were made', async (t, { cloud, loseAnswer }) => {
    await loseAnswer('create folder')
    t.like(await cloud.createFolders(['/f']), [{ ok: true, value: { name: 'f' } }])
  })

  it('an answer that is lost does not hide that something was deleted', async (t, { cloud, loseAnswer }) => {
    const { '/f/a': file } = await put(cloud, { '/f/a': 'a' })
    await loseAnswer('delete file')
    t.deepEqual(await cloud.deleteFiles([{ path: '/f/a', rev: file?.rev ?? '' }]), [done])
    await loseAnswer('delete folder')
    t.deepEqual(await cloud.deleteEmptyFolder('/f'), done)
    t.is((await listed(cloud)).size, 0)
  })

  it('without a connection every call says so, and goes well again later', async (t, dropbox) => {
    const calls = await everyCall(dropbox)
    await dropbox.setOnline(false)
    for (const [name, call] of Object.entries(calls))
      await t.throwsAsync(call(), { instanceOf: CloudError, code: 'offline' }, name)
    await dropbox.setOnline(true)
    await put(dropbox.cloud, { '/news': 'n' })
    for (const [name, call] of Object.entries(calls)) await t.notThrowsAsync(call(), name)
  })

  it('a connection that goes away is told at once, before a call has given up, and so is its return', async (t, {
    cloud,
    setOnline,
  }) => {
    const said: (string | undefined)[] = []
    let tell = (): void => undefined
    const told = (): Promise<void> =>
      new Promise((resolve) => {
        tell = resolve
      })
    cloud.watchConnection((trouble) => {
      said.push(trouble)
      tell()
    })
    await cloud.account()
    t.deepEqual(said, [])
    await setOnline(false)
    const gone = told()
    const call = cloud.account()
    await gone
    t.is(typeof said[0], 'string')
    await setOnline(true)
    await call
    t.is(said.at(-1), undefined)
    t.true(said.length >= 2)
  })

  it('without a link every call but the waiting says so', async (t, dropbox) => {
    const { waitForChange: _, ...calls } = await everyCall(dropbox)
    await dropbox.unlink()
    for (const [name, call] of Object.entries(calls))
      await t.throwsAsync(call(), { instanceOf: CloudError, code: 'unlinked' }, name)
  })

  it('a call that was called off before it began says so, and does nothing', async (t, dropbox) => {
    const calls = await everyCall(dropbox, AbortSignal.abort())
    const before = await listed(dropbox.cloud)
    for (const [name, call] of Object.entries(calls))
      await t.throwsAsync(call(), { instanceOf: CloudError, code: 'aborted' }, name)
    t.deepEqual(await listed(dropbox.cloud), before)
  })
}

/** Every method, with something for it to do. */
async function everyCall({ cloud, large }: ContractDropbox, signal?: AbortSignal) {
  const files = await put(cloud, { '/file': 'f', '/doomed': 'd', '/moving': 'm' })
  await cloud.createFolders(['/empty'])
  const { cursor } = await cloud.changes(undefined)
  const given = signal ?? new AbortController().signal
  const upload = (count: number, size: number) => () =>
    uploaded(
      cloud,
      Array.from({ length: count }, (_, n) => fileToUpload(`/up ${size} ${n}`, bytesOf(size, n + 1))),
      { signal: given, sessions: memoryOfSessions() },
    )
  const download = async (): Promise<void> => {
    const file = fileOf(files, '/file')
    if (signal === undefined) await fetched(cloud, file)
    else await cloud.download({ path: '/file', file, offset: 0 }, async () => {}, { signal })
  }
  await put(cloud, { '/folder/file': 'f' })
  const folder = { path: '/folder', sizes: new Map([['/folder/file', 1]]), below: { entries: 1, bytes: 1 } }
  const { id: from, hash, size } = fileOf(files, '/file')
  const copyTo = (path: string) => ({ from, path, hash, size })
  return {
    account: () => cloud.account(signal),
    space: () => cloud.space(signal),
    list: () => cloud.changes(undefined, signal),
    changes: () => cloud.changes(cursor, signal),
    waitForChange: () => cloud.waitForChange(cursor, given),
    download,
    downloadFolder: () => cloud.downloadFolder(folder, async () => {}, { signal: given }),
    upload: upload(1, 5),
    uploads: upload(4, 6),
    largeUpload: upload(1, large),
    createFolder: () => cloud.createFolders(['/new'], signal),
    createFolders: () => cloud.createFolders(['/new 1', '/new 2'], signal),
    deleteFile: () => cloud.deleteFiles([{ path: '/doomed', rev: fileOf(files, '/doomed').rev }], signal),
    deleteFiles: () =>
      cloud.deleteFiles(
        ['/doomed', '/gone'].map((path) => ({ path, rev: fileOf(files, '/doomed').rev })),
        signal,
      ),
    deleteEmptyFolder: () => cloud.deleteEmptyFolder('/empty', signal),
    move: () => cloud.move('/moving', '/moved', signal),
    copyFile: () => cloud.copyFiles([copyTo('/copy')], signal),
    copyFiles: () => cloud.copyFiles([copyTo('/copy 1'), copyTo('/copy 2')], signal),
  }
}
