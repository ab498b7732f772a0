import { linkSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { cacheFolderOf } from '../../../../runtime/local/roots/cache-folder.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { newFileWriter } from '../../../../runtime/local/staging/new-file-writer.ts'
import { stagedPath } from '../../../../runtime/local/staging/stage.ts'
import { stageWhole } from '../../../../runtime/local/staging/stage-whole.ts'
import { DiskError, type Files } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const modified = 1_500_000_000_000
const wanted = { rev: '015a0000', hash: contentHashOf(bytes('content')), size: 7, modified }

async function rootOf(t: ExecutionContext): Promise<string> {
  const root = await temporaryFolder(t)
  await establishRoot(files, root, { identity: 'a', generation: 1 })
  return root
}

const stage = (root: string, contents: readonly string[], through: Files = files) =>
  stageWhole(
    { files: through, newFiles: newFileWriter(through) },
    root,
    contents.map((content, number) => ({
      wanted: number === 0 ? wanted : { ...wanted, rev: `015a000${number}` },
      content: bytes(content),
    })),
  )

const staged = { path: '', hash: wanted.hash, size: wanted.size }

test('content in memory is staged, and flushed before it counts', async (t) => {
  const root = await rootOf(t)
  const calls: string[] = []
  const hooked = hookedFiles(files, ({ name }) => {
    if (name.startsWith('file.')) calls.push(name)
  })
  const outcomes = await stage(root, ['content'], hooked)
  t.like(outcomes, [{ ...staged, path: stagedPath(root, wanted), stats: { modified, size: 7 } }])
  t.is(readFileSync(stagedPath(root, wanted), 'utf8'), 'content')
  t.deepEqual(calls, ['file.write', 'file.sync', 'file.stats'])
})

test('content in memory that Dropbox did not say is refused, and nothing of it written', async (t) => {
  const root = await rootOf(t)
  for (const content of ['CONTENT', 'short', 'much too long'])
    t.like(await stage(root, [content]), [{ code: 'wrong-content' }])
  t.deepEqual(readdirSync(cacheFolderOf(root).staging), [])
})

test('of several each is staged or refused by itself', async (t) => {
  const root = await rootOf(t)
  const outcomes = await stage(root, ['content', 'CONTENT', 'content'])
  t.like(outcomes, [{ size: 7 }, { code: 'wrong-content' }, { size: 7 }])
  t.is(readdirSync(cacheFolderOf(root).staging).length, 2)
})

test('what an earlier try left is staged anew, and what has a second name by now stays as it is there', async (t) => {
  const root = await rootOf(t)
  const path = stagedPath(root, wanted)
  writeFileSync(path, 'cont')
  await stage(root, ['content'])
  t.is(readFileSync(path, 'utf8'), 'content')
  linkSync(path, `${root}/placed`)
  writeFileSync(`${root}/placed`, 'edited since')
  await stage(root, ['content'])
  t.is(readFileSync(path, 'utf8'), 'content')
  t.is(readFileSync(`${root}/placed`, 'utf8'), 'edited since')
})

test('where the folder for what is staged was cleaned away, it is made again', async (t) => {
  const root = await rootOf(t)
  rmdirSync(cacheFolderOf(root).staging)
  t.like(await stage(root, ['content', 'content']), [{ size: 7 }, { size: 7 }])
  t.is(readFileSync(stagedPath(root, wanted), 'utf8'), 'content')
})

for (const failing of ['file.write', 'file.sync'] as const)
  for (const code of ['no-space', 'io'] as const)
    test(`nothing stays staged of what a disk failed with at ${failing}: ${code}`, async (t) => {
      const root = await rootOf(t)
      const hooked = hookedFiles(files, ({ name, path }) => {
        if (name === failing) throw new DiskError(code, path)
      })
      t.like(await stage(root, ['content'], hooked), [{ code }])
      t.deepEqual(readdirSync(cacheFolderOf(root).staging), [])
    })
