import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { blockSumsOf, contentHashBlock, contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { createApartReader, type ReadApart } from '../../../../runtime/local/scan/read-apart.ts'
import { temporaryFolder } from '../../engine/test-box.ts'
import { hookedFiles } from '../hooked-files.ts'

const signal = new AbortController().signal

/** Two large files, last written at `written` (ms since 1970), and a reader of them that counts how often it opens one. */
function largeFiles(t: ExecutionContext, written: number) {
  const folder = temporaryFolder(t)
  const paths = ['one', 'other'].map((name) => join(folder, name)) as [string, string]
  for (const path of paths) {
    writeFileSync(path, `content of ${path}`)
    utimesSync(path, written / 1000, written / 1000)
  }
  let opened = 0
  const files = hookedFiles(nodeFiles(), ({ name }) => {
    if (name === 'openFile') opened++
  })
  // However long the machine takes meanwhile.
  const now = Date.now()
  const reader = createApartReader(
    files,
    () => now,
    1,
    () => undefined,
  )
  t.teardown(() => reader.end())
  const ask = async (path: string): Promise<ReadApart | 'being-read' | undefined> => {
    const stats = await files.lstat(path)
    return stats && reader.read(path, stats, false)
  }
  return { paths, ask, reader, opened: () => opened }
}

test('files that every look asks for, as after a power cut, are read once while they stay as they are', async (t) => {
  const { paths, ask, reader, opened } = largeFiles(t, Date.now() - 60_000)
  for (let look = 0; look < 5; look++) {
    const found = [await ask(paths[0]), await ask(paths[1])]
    if (look > 0) t.false(found.includes('being-read'), `look ${look}`)
    reader.sweep()
    await reader.settled(signal)
  }
  t.is(opened(), 2)
  writeFileSync(paths[0], 'another content')
  t.is(await ask(paths[0]), 'being-read')
  await reader.settled(signal)
  t.like(await ask(paths[0]), { stats: { size: 15 } })
  t.is(opened(), 3)
})

test('a file that was written just now may be written again under the same time, and is read again', async (t) => {
  const { paths, ask, reader } = largeFiles(t, Date.now())
  t.is(await ask(paths[0]), 'being-read')
  await reader.settled(signal)
  t.true(typeof (await ask(paths[0])) === 'object')
  t.is(await ask(paths[0]), 'being-read')
})

test('what no scan of everything asks for any more is forgotten', async (t) => {
  const { paths, ask, reader } = largeFiles(t, Date.now() - 60_000)
  await ask(paths[0])
  await reader.settled(signal)
  reader.sweep()
  reader.sweep()
  t.is(await ask(paths[0]), 'being-read')
})

test('the sums of the blocks of what was read are told', async (t) => {
  const path = join(temporaryFolder(t), 'large')
  const content = new Uint8Array(contentHashBlock + 5).fill(7)
  writeFileSync(path, content)
  const told: [string, Uint8Array][] = []
  const files = nodeFiles()
  const reader = createApartReader(
    files,
    Date.now,
    1,
    () => undefined,
    (hash, sums) => told.push([hash, sums]),
  )
  t.teardown(() => reader.end())
  const stats = await files.lstat(path)
  if (stats !== undefined) reader.read(path, stats, false)
  await reader.settled(signal)
  t.deepEqual(told, [[contentHashOf(content), Buffer.concat(blockSumsOf(content))]])
})
