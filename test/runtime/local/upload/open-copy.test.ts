import { appendFileSync, readdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import type { LocalFile } from '../../../../runtime/core/tree.ts'
import { openCopy } from '../../../../runtime/local/upload/open-copy.ts'
import { isDiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { type SwapWorld, swapWorldOf } from '../swap/world.ts'

async function worldOf(
  t: ExecutionContext,
): Promise<{ world: SwapWorld; expected: LocalFile; path: string; staged: () => string[] }> {
  const world = await swapWorldOf(t)
  world.write('a/f', 'content')
  const staged = (): string[] => readdirSync(world.path('.dropbox.cache/staging'))
  return { world, expected: await world.file('a/f'), path: world.path('a/f'), staged }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

test('what goes up from a copy is what was read, whatever is appended and whatever becomes of the file', async (t) => {
  const { world, expected, path, staged } = await worldOf(t)
  appendFileSync(path, ', and more')
  const source = await openCopy(world.files, path, expected, world.root)
  writeFileSync(path, 'something else')
  t.is(text(await source.read(0, 7)), 'content')
  t.true(await source.unchanged())
  t.is(staged().length, 1)
  await source.close()
  t.deepEqual(staged(), [])
})

test('of one content there may be several copies at once, and what a killed agent left is in nobody’s way', async (t) => {
  const { world, expected, path, staged } = await worldOf(t)
  const sources = [
    await openCopy(world.files, path, expected, world.root),
    await openCopy(world.files, path, expected, world.root),
  ]
  t.is(staged().length, 2)
  for (const source of sources) t.is(text(await source.read(0, 7)), 'content')
  for (const source of sources) await source.close()
  t.deepEqual(staged(), [])
})

for (const [what, change] of [
  ['is written anew', (path: string) => writeFileSync(path, 'CONTENT')],
  ['is cut off', (path: string) => truncateSync(path, 3)],
  [
    'is exchanged',
    (path: string) => {
      writeFileSync(`${path}.new`, 'content')
      renameSync(`${path}.new`, path)
    },
  ],
  ['is gone', (path: string) => renameSync(path, `${path}.away`)],
] as const)
  test(`no copy is made of a file that ${what}`, async (t) => {
    const { world, expected, path, staged } = await worldOf(t)
    change(path)
    await t.throwsAsync(openCopy(world.files, path, expected, world.root), { code: 'changed-while-read' })
    t.deepEqual(staged(), [])
  })

test('no copy is made where there is no room for it', async (t) => {
  const { world, expected, path, staged } = await worldOf(t)
  const full = {
    ...hookedFiles(world.files, () => undefined),
    space: async () => ({ total: 1e9, available: 10, shared: false }),
  }
  const error = await t.throwsAsync(openCopy(full, path, expected, world.root))
  t.true(isDiskError(error, 'no-space'))
  t.deepEqual(staged(), [])
})
