import test from 'ava'
import type { Refusal, UploadRequest } from '../../../runtime/ports/cloud.ts'
import type { SimulatedCloud } from '../cloud/simulated-dropbox.ts'
import { folder } from './box.ts'
import { createSmallWorld } from './small-world.ts'

/** A cloud that tells which folders are asked for and which files are sent, and refuses what is below `denied`. */
function telling(
  cloud: SimulatedCloud,
  { folders, sent }: { readonly folders: string[][]; readonly sent: string[] },
  denied = '//',
): SimulatedCloud {
  const refusal: Refusal = { reason: 'no-permission', detail: 'read only' }
  const isDenied = (path: string): boolean => path === denied || path.startsWith(`${denied}/`)
  return {
    ...cloud,
    async createFolders(paths, signal) {
      folders.push([...paths])
      const results = await cloud.createFolders(
        paths.filter((path) => !isDenied(path)),
        signal,
      )
      const left = results[Symbol.iterator]()
      return paths.map((path) => {
        const result = isDenied(path) ? undefined : left.next().value
        return result ?? { ok: false, refusal }
      })
    },
    async *upload(requests: readonly UploadRequest[], options) {
      sent.push(...requests.map(({ path }) => path))
      for (const request of requests) if (isDenied(request.path)) yield [request, { ok: false, refusal }]
      yield* cloud.upload(
        requests.filter(({ path }) => !isDenied(path)),
        options,
      )
    },
  }
}

test('new folders with files come into being with them, and only an empty one is asked for', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const told = { folders: [], sent: [] }
  const one = box('one', { between: { cloud: (cloud) => telling(cloud, told) } })
  one.disk.hands.write(`${folder}/Project/Deep/Er/file`, 'content')
  one.disk.hands.write(`${folder}/Project/other`, 'another')
  one.disk.hands.mkdir(`${folder}/Project/Empty`)
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 60_000)

  t.deepEqual(told, { folders: [['/Project/Empty']], sent: ['/Project/other', '/Project/Deep/Er/file'] })
  for (const path of ['/project', '/project/deep', '/project/deep/er', '/project/empty']) {
    const { remote, synced } = one.store.get(path)
    t.not(remote?.id ?? '', '', 'the delta told of it')
    t.is(synced?.id, remote?.id)
    t.is(synced?.name, remote?.name)
  }
  t.deepEqual(
    dropbox.tree().map(({ display }) => display),
    [
      '/Project',
      '/Project/Deep',
      '/Project/Deep/Er',
      '/Project/Deep/Er/file',
      '/Project/Empty',
      '/Project/other',
    ],
  )
  const made = one.store.history(20).filter(({ action }) => action === 'made in Dropbox')
  t.deepEqual(made.map(({ path }) => path).sort(), [
    '/Project',
    '/Project/Deep',
    '/Project/Deep/Er',
    '/Project/Empty',
  ])
})

test('a new folder with files that Dropbox refuses is told by itself, and its files are not sent again and again', async (t) => {
  const { clock, box, until } = createSmallWorld()
  const told = { folders: [] as string[][], sent: [] as string[] }
  const one = box('one', { between: { cloud: (cloud) => telling(cloud, told, '/denied') } })
  one.disk.hands.write(`${folder}/denied/in/a`, 'a')
  one.disk.hands.write(`${folder}/denied/b`, 'b')
  one.disk.hands.write(`${folder}/c`, 'c')
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 24 * 3_600_000)
  t.deepEqual(told.sent.sort(), ['/c', '/denied/b', '/denied/in/a'])
  t.true(told.folders.length > 3, 'the folders are tried again')
  t.deepEqual(
    one.engine
      ?.problems()
      .map(({ path }) => path)
      .sort(),
    ['/denied', '/denied/in'],
  )
})
