import { linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { cacheFolderOf } from '../../../../runtime/local/roots/cache-folder.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { stagedPath } from '../../../../runtime/local/staging/stage.ts'
import { stageWhole } from '../../../../runtime/local/staging/stage-whole.ts'
import { DiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const wanted = { rev: '015a0000', hash: contentHashOf(bytes('content')), size: 7 }

async function rootOf(t: ExecutionContext): Promise<string> {
  const root = await temporaryFolder(t)
  await establishRoot(files, root, { identity: 'a', generation: 1 })
  return root
}

test('content in memory is staged, and flushed before it counts', async (t) => {
  const root = await rootOf(t)
  const calls: string[] = []
  const hooked = hookedFiles(files, ({ name }) => {
    if (name.startsWith('file.')) calls.push(name)
  })
  const { path, hash, size } = await stageWhole(hooked, root, wanted, bytes('content'))
  t.deepEqual({ path, hash, size }, { path: stagedPath(root, wanted), hash: wanted.hash, size: 7 })
  t.is(readFileSync(path, 'utf8'), 'content')
  t.deepEqual(calls, ['file.write', 'file.sync', 'file.close'])
})

test('content in memory that Dropbox did not say is refused, and nothing of it written', async (t) => {
  const root = await rootOf(t)
  for (const content of ['CONTENT', 'short', 'much too long'])
    await t.throwsAsync(stageWhole(files, root, wanted, bytes(content)), {
      instanceOf: DiskError,
      code: 'wrong-content',
    })
  t.deepEqual(readdirSync(cacheFolderOf(root).staging), [])
})

test('what an earlier try left is staged anew, and what has a second name by now stays as it is there', async (t) => {
  const root = await rootOf(t)
  const staged = stagedPath(root, wanted)
  writeFileSync(staged, 'cont')
  await stageWhole(files, root, wanted, bytes('content'))
  t.is(readFileSync(staged, 'utf8'), 'content')
  linkSync(staged, `${root}/placed`)
  writeFileSync(`${root}/placed`, 'edited since')
  await stageWhole(files, root, wanted, bytes('content'))
  t.is(readFileSync(staged, 'utf8'), 'content')
  t.is(readFileSync(`${root}/placed`, 'utf8'), 'edited since')
})

for (const failing of ['file.write', 'file.sync'] as const)
  for (const code of ['no-space', 'io'] as const)
    test(`nothing stays staged of what a disk failed with at ${failing}: ${code}`, async (t) => {
      const root = await rootOf(t)
      const hooked = hookedFiles(files, ({ name, path }) => {
        if (name === failing) throw new DiskError(code, path)
      })
      await t.throwsAsync(stageWhole(hooked, root, wanted, bytes('content')), { code })
      t.deepEqual(readdirSync(cacheFolderOf(root).staging), [])
    })
