import test from 'ava'
import type { ArrivedFile, BegunDownload } from '../../../../runtime/engine/apply/begun-download.ts'
import { gatherLandings } from '../../../../runtime/engine/apply/gather-landings.ts'

/** Landings whose groups are told by their paths, and end when they are told. */
function gathered() {
  const groups: string[][] = []
  const ends: (() => void)[] = []
  const landings = gatherLandings(async (group: readonly ArrivedFile[]) => {
    groups.push(group.map(({ begun }) => begun.path))
    return { landed: new Promise<void>((resolve) => ends.push(resolve)) }
  })
  const take = (path: string, bytes = 1): Promise<void> =>
    landings.take({ path } as BegunDownload, new Uint8Array(bytes))
  return { landings, take, groups, ends }
}

test('files of one folder are one group, and the next folder begins another', async (t) => {
  const { take, landings, groups, ends } = gathered()
  for (const path of ['/a/1', '/a/2', '/a/b/1', '/a/3']) await take(path)
  t.deepEqual(groups, [['/a/1', '/a/2'], ['/a/b/1']])
  const ended = landings.end()
  for (const end of ends) end()
  t.deepEqual(groups.at(-1), ['/a/3'])
  for (const end of ends) end()
  await ended
})

test('a group is closed once it has many files, or is large', async (t) => {
  const { take, groups } = gathered()
  for (let file = 0; file < 33; file++) await take(`/a/${file}`)
  t.deepEqual(
    groups.map(({ length }) => length),
    [32],
  )
  await take('/a/large', 256 * 1024)
  t.deepEqual(groups[1], ['/a/32', '/a/large'])
})

test('the end comes when every group has landed, also where none is left to begin', async (t) => {
  const { take, landings, ends } = gathered()
  await take('/a/1', 256 * 1024)
  await take('/a/2', 256 * 1024)
  let over = false
  const ended = landings.end().then(() => {
    over = true
  })
  ends[1]?.()
  await new Promise(setImmediate)
  t.false(over)
  ends[0]?.()
  await ended
  t.is(ends.length, 2)
})

test('a file waits until there is room for the group before it', async (t) => {
  const room = Promise.withResolvers<void>()
  const began: number[] = []
  const landings = gatherLandings(async (group) => {
    began.push(group.length)
    await room.promise
    return { landed: Promise.resolve() }
  })
  const first = { path: '/a/1' } as BegunDownload
  const taken = landings.take(first, new Uint8Array(256 * 1024)).then(() => began.push(0))
  await new Promise(setImmediate)
  t.deepEqual(began, [1])
  room.resolve()
  await taken
  t.deepEqual(began, [1, 0])
  await landings.end()
})
