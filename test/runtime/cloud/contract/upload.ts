import { CloudError, type SessionMemory, type UploadRequest } from '../../../../runtime/ports/cloud.ts'
import { bytesOf, contents, fileToUpload, listed, memoryOfSessions, uploaded } from '../cloud-calls.ts'
import { conflict, fetched, fileOf, type It, put, reasonOf, text } from './dropbox.ts'

/** Uploads: each sentence for a single file, for several that go together, and for one that goes in parts, as far as they differ. */
export function uploadContract(it: It): void {
  const kinds = ['one file', 'several files', 'a large file'] as const
  type Kind = (typeof kinds)[number]

  const requests = (
    kind: Kind,
    large: number,
    seed: number,
    over: (path: string) => string | undefined = () => undefined,
  ): UploadRequest[] => {
    const count = kind === 'several files' ? 4 : 1
    const size = kind === 'a large file' ? large : 10
    return Array.from({ length: count }, (_, index) => {
      const path = `/f/${index}`
      const rev = over(path)
      return fileToUpload(path, bytesOf(size, seed + index), rev === undefined ? {} : { over: rev })
    })
  }
  const hashes = (sent: readonly UploadRequest[]): Record<string, string> =>
    Object.fromEntries(sent.map(({ path, hash }) => [path, hash]))

  for (const kind of kinds) {
    it(`${kind}: goes where nothing is, and is told as it was taken`, async (t, { cloud, large }) => {
      const sent = requests(kind, large, 1)
      const progress = new Map<string, number>()
      const results = await uploaded(cloud, sent, {
        progress: (path, bytes) => progress.set(path, (progress.get(path) ?? 0) + bytes),
      })
      const tree = await listed(cloud)
      for (const { path, hash, size } of sent) {
        const result = results.get(path)
        t.like(result, { ok: true, value: { kind: 'file', hash, size, modified: 1_700_000_000_000 } })
        if (result?.ok) t.deepEqual(tree.get(path), result.value)
        t.is(progress.get(path), size)
      }
      t.is(results.size, sent.length)
      const file = tree.get('/f/0')
      if (file?.kind !== 'file') return t.fail()
      t.is((await fetched(cloud, file)).hash, file.hash)
    })

    it(`${kind}: is told before Dropbox may have it`, async (t, { cloud, large }) => {
      const sent = requests(kind, large, 1)
      const told = new Set<string>()
      const committing = (some: readonly UploadRequest[]): void => {
        for (const { path } of some) told.add(path)
      }
      const results = await uploaded(cloud, sent, { committing })
      t.deepEqual([...told].sort(), [...results.keys()].sort())
      const revs = new Map([...results].map(([path, result]) => [path, result.ok ? result.value.rev : '']))
      const others = requests(kind, large, 2, (path) => revs.get(path))
      const failing = uploaded(cloud, others, {
        committing() {
          throw new Error('it cannot be written down')
        },
      })
      await t.throwsAsync(failing)
      const tree = await listed(cloud)
      t.deepEqual(
        Object.fromEntries(
          [...tree].flatMap(([path, entry]) => (entry.kind === 'file' ? [[path, entry.hash]] : [])),
        ),
        hashes(sent),
      )
    })

    it(`${kind}: replaces only the revision that it is to replace`, async (t, { cloud, large }) => {
      const before = await uploaded(cloud, requests(kind, large, 1))
      const revOf = (path: string): string | undefined => {
        const result = before.get(path)
        return result?.ok ? result.value.rev : undefined
      }
      const second = requests(kind, large, 20, revOf)
      for (const [path, result] of await uploaded(cloud, second)) {
        const first = before.get(path)
        t.true(result.ok)
        if (result.ok && first?.ok) t.is(result.value.id, first.value.id)
      }
      for (const stale of [requests(kind, large, 30, revOf), requests(kind, large, 40)])
        for (const result of (await uploaded(cloud, stale)).values()) t.deepEqual(result, conflict)
      t.deepEqual(await contents(cloud), hashes(second))
    })

    it(`${kind}: is as good as uploaded where Dropbox holds the same content`, async (t, {
      cloud,
      large,
    }) => {
      const sent = requests(kind, large, 1)
      const before = await uploaded(cloud, sent)
      for (const again of [sent, requests(kind, large, 1, () => '0123456789abcdef')])
        for (const [path, result] of await uploaded(cloud, again)) t.deepEqual(result, before.get(path))
      t.is((await listed(cloud)).size, sent.length + 1)
    })

    it(`${kind}: does not replace what is gone, nor a folder, nor goes below a file`, async (t, {
      cloud,
      large,
    }) => {
      const before = await uploaded(cloud, requests(kind, large, 1))
      const gone = [...before].map(([path, result]) => ({ path, rev: result.ok ? result.value.rev : '' }))
      await cloud.deleteFiles(gone)
      const stale = requests(kind, large, 2, (path) => gone.find((file) => file.path === path)?.rev)
      for (const result of (await uploaded(cloud, stale)).values()) t.deepEqual(result, conflict)
      await cloud.createFolders(gone.map(({ path }) => path))
      for (const result of (await uploaded(cloud, requests(kind, large, 3))).values())
        t.deepEqual(result, conflict)
      await put(cloud, { '/file': 'f' })
      const below = requests(kind, large, 4).map((request) => ({ ...request, path: `/file${request.path}` }))
      for (const result of (await uploaded(cloud, below)).values()) t.deepEqual(result, conflict)
    })

    it(`${kind}: is not committed when it changes while it is read`, async (t, { cloud, large }) => {
      const size = kind === 'a large file' ? large : 10
      const good = kind === 'several files' ? requests(kind, large, 50) : []
      const { open } = fileToUpload('/x', bytesOf(size, 1))
      const wrong: Record<string, UploadRequest['open']> = {
        '/other bytes': fileToUpload('/x', bytesOf(size, 99)).open,
        '/fewer bytes': fileToUpload('/x', bytesOf(size, 1).subarray(0, size - 1)).open,
        '/replaced': async () => ({ ...(await open()), unchanged: async () => false }),
      }
      for (const [path, source] of Object.entries(wrong)) {
        const request = { ...fileToUpload(path, bytesOf(size, 1)), open: source }
        const results = await uploaded(cloud, [...good, request])
        t.deepEqual(results.get(path), { ok: false, refusal: { reason: 'changed-while-read' } }, path)
      }
      t.deepEqual(await contents(cloud), hashes(good))
    })

    it(`${kind}: that cannot be read stops nobody else, and is closed`, async (t, { cloud, large }) => {
      const size = kind === 'a large file' ? large : 10
      const good = kind === 'several files' ? requests(kind, large, 50) : []
      let open = 0
      const failing: UploadRequest = {
        ...fileToUpload('/no', bytesOf(size, 1)),
        open: async () => {
          open++
          return {
            read: () => Promise.reject(new Error('EIO')),
            unchanged: async () => true,
            close: async () => {
              open--
            },
          }
        },
      }
      const closed = {
        ...fileToUpload('/nor this', bytesOf(size, 1)),
        open: () => Promise.reject(new Error('EACCES')),
      }
      const results = await uploaded(cloud, [...good, failing, closed])
      t.is(reasonOf(results.get('/no')), 'unreadable')
      t.is(reasonOf(results.get('/nor this')), 'unreadable')
      t.is(open, 0)
      t.deepEqual(await contents(cloud), hashes(good))
    })

    it(`${kind}: of a refused name stops nobody else`, async (t, { cloud, large }) => {
      const size = kind === 'a large file' ? large : 10
      const good = kind === 'several files' ? requests(kind, large, 50) : []
      const odd = ['/a/../b', '/.dropbox', '/x/', `/${'n'.repeat(256)}`, '/end ', '/back\\slash', 'relative']
      for (const path of odd) {
        const results = await uploaded(cloud, [...good, fileToUpload(path, bytesOf(size, 1))])
        t.is(reasonOf(results.get(path)), 'name-refused', path)
      }
      t.deepEqual(await contents(cloud), hashes(good))
    })

    it(`${kind}: is refused when Dropbox is full`, async (t, { cloud, large, setQuota }) => {
      await setQuota(1)
      for (const result of (await uploaded(cloud, requests(kind, large, 1))).values())
        t.deepEqual(result, { ok: false, refusal: { reason: 'no-space' } })
      t.deepEqual(await contents(cloud), {})
    })
  }

  it('small and large files go side by side', async (t, { cloud, large }) => {
    const sent = [
      ...requests('several files', large, 1),
      ...[1, 2, 3].map((n) => fileToUpload(`/large ${n}`, bytesOf(large, n))),
      fileToUpload('/empty', new Uint8Array()),
    ]
    const results = await uploaded(cloud, sent)
    t.deepEqual(
      [...results].filter(([, { ok }]) => !ok),
      [],
    )
    t.deepEqual(await contents(cloud), Object.fromEntries(Object.entries(hashes(sent)).toSorted()))
  })

  it('times are kept in whole seconds, and one that no Dropbox can hold as the nearest', async (t, {
    cloud,
  }) => {
    const times = [1_700_000_000_999, -5, Number.NaN, 8.64e15]
    const sent = times.map((modified, index) => fileToUpload(`/${index}`, text(`${index}`), { modified }))
    const results = await uploaded(cloud, sent)
    t.deepEqual(
      sent.map(({ path }) => {
        const result = results.get(path)
        return result?.ok && result.value.modified
      }),
      [1_700_000_000_000, 0, 0, Date.UTC(9999, 11, 31, 23, 59, 59)],
    )
  })

  it('a large file that was stopped goes on where it was', async (t, { cloud, another, large }) => {
    const kept = memoryOfSessions()
    const request = fileToUpload('/large', bytesOf(large, 1))
    const controller = new AbortController()
    const sessions: SessionMemory = {
      ...kept,
      put(key, value) {
        kept.put(key, value)
        if (value.offset > 0) controller.abort()
      },
    }
    const stopped = uploaded(cloud, [request], { sessions, signal: controller.signal })
    await t.throwsAsync(stopped, { instanceOf: CloudError, code: 'aborted' })
    t.is(kept.size, 1)
    let again = 0
    const results = await uploaded(another(), [request], {
      sessions: kept,
      progress: (_, bytes) => {
        again += bytes
      },
    })
    t.true(results.get('/large')?.ok)
    t.true(again < large, 'what had arrived is not sent again')
    t.is(kept.size, 0)
    t.deepEqual(await contents(cloud), { '/large': request.hash })
  })

  it('a remembered session that Dropbox does not know is replaced', async (t, { cloud, large, part }) => {
    const kept = memoryOfSessions()
    const request = fileToUpload('/large', bytesOf(large, 1))
    const sessions = {
      ...kept,
      get: (key: string) =>
        kept.get(key) ?? { session: 'pid_upload_session:gone', offset: part, startedAt: began },
      delete: (key: string) => kept.put(key, { session: '', offset: 0, startedAt: 0 }),
    }
    // As old as can be for the clocks of all kinds of test.
    const began = Date.now() - 1000
    t.true((await uploaded(cloud, [request], { sessions })).get('/large')?.ok)
    t.deepEqual(await contents(cloud), { '/large': request.hash })
  })

  it('who stops iterating stops the upload', async (t, { cloud, large }) => {
    const sent = [
      ...requests('several files', large, 1),
      ...Array.from({ length: 3000 }, (_, n) => fileToUpload(`/${n}`, text(`${n}`))),
    ]
    const options = { signal: new AbortController().signal, sessions: memoryOfSessions() }
    let taken = 0
    for await (const [, result] of cloud.upload(sent, options)) {
      t.true(result.ok)
      if (++taken === 1) break
    }
    t.true((await listed(cloud)).size > 0)
    t.is(fileOf(await put(cloud, { '/after': 'a' }), '/after').name, 'after')
  })
}
