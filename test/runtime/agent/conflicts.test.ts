import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { type Conflicts, createConflicts } from '../../../runtime/agent/conflicts/conflicts.ts'
import type { ConflictPair, SeenPair } from '../../../runtime/agent/conflicts/pair.ts'
import { createTrash } from '../../../runtime/agent/trash.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { remoteSide } from '../engine/remote-side.ts'
import { createBox, emulatorFor, type TestBox } from '../engine/test-box.ts'

const copyName = "notes (box's conflicted copy 2026-11-21).txt"

/** A box in sync, with a file and a conflict copy of it in a folder. */
async function world(
  t: ExecutionContext,
  copy = copyName,
): Promise<{ box: TestBox; conflicts: Conflicts; at: (name: string) => string; names(): Promise<string[]> }> {
  const emulator = await emulatorFor(t)
  const files = nodeFiles()
  const box = createBox(t, emulator, { files })
  const folder = join(box.folder, 'Folder')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'notes.txt'), 'theirs')
  writeFileSync(join(folder, copy), 'mine')
  box.start()
  await box.settle()
  const cloud = remoteSide(emulator)
  return {
    ...{ box, at: (name) => join(folder, name) },
    conflicts: createConflicts({ store: box.store, files, boxName: 'box', now: Date.now }),
    async names() {
      await box.settle()
      const here = readdirSync(folder).sort()
      t.deepEqual(Object.keys(await cloud.listing('/Folder')), here)
      return here
    },
  }
}

function seen({ copy, original }: ConflictPair): SeenPair {
  return { path: copy.path, copy: copy.version, original: original?.version }
}

async function onlyPair(conflicts: Conflicts, show = true): Promise<ConflictPair> {
  const [pair, ...others] = await conflicts.list(show)
  if (pair === undefined || others.length > 0) throw new Error('not one pair')
  return pair
}

async function inTrash(box: TestBox): Promise<(readonly [string, string | undefined, string])[]> {
  const places = async () => ({ folder: box.folder, mappings: [] })
  const items = await createTrash({ store: box.store, files: nodeFiles(), now: Date.now, places }).list()
  return items.map(({ path, why, file }) => [path, why, readFileSync(file, 'utf8')])
}

test('a pair is listed with both versions, whose copy it is, and which of the two is ours', async (t) => {
  const { conflicts, at, box } = await world(t)
  t.like(await onlyPair(conflicts), {
    copy: { path: `/Folder/${copyName}`, file: at(copyName), size: 4 },
    original: { path: '/Folder/notes.txt', file: at('notes.txt'), size: 6 },
    ...{ by: 'box', mine: 'copy' },
  })
  writeFileSync(at("other (Ann's conflicted copy 2026-11-21).md"), 'x')
  await box.settle()
  const [, other] = await conflicts.list(true)
  t.like(other, { by: 'Ann', mine: 'original', original: undefined })
})

test('the copy takes the place of the original, which goes to the trash', async (t) => {
  const { box, conflicts, at, names } = await world(t)
  const resolved = await conflicts.resolve('copy', seen(await onlyPair(conflicts)))
  t.deepEqual(resolved, { kept: ['/Folder/notes.txt'], trashed: '/Folder/notes.txt' })
  t.deepEqual(await names(), ['notes.txt'])
  t.is(readFileSync(at('notes.txt'), 'utf8'), 'mine')
  t.deepEqual(await inTrash(box), [['/Folder/notes.txt', 'resolved', 'theirs']])
  t.deepEqual(await conflicts.list(false), [])
})

test('the original stays, and the copy goes to the trash', async (t) => {
  const { box, conflicts, at, names } = await world(t)
  await conflicts.resolve('original', seen(await onlyPair(conflicts)))
  t.deepEqual(await names(), ['notes.txt'])
  t.is(readFileSync(at('notes.txt'), 'utf8'), 'theirs')
  t.deepEqual(await inTrash(box), [[`/Folder/${copyName}`, 'resolved', 'mine']])
})

test('both stay, the copy under a name that is free and tells of no conflict', async (t) => {
  const { box, conflicts, at, names } = await world(t)
  writeFileSync(at('notes (box).txt'), 'taken')
  await box.settle()
  const { kept } = await conflicts.resolve('both', seen(await onlyPair(conflicts)))
  t.deepEqual(kept, ['/Folder/notes.txt', '/Folder/notes (box) (2).txt'])
  t.deepEqual(await names(), ['notes (box) (2).txt', 'notes (box).txt', 'notes.txt'])
  t.is(readFileSync(at('notes (box) (2).txt'), 'utf8'), 'mine')
  t.deepEqual(await inTrash(box), [])
})

test('a copy without its original gets the plain name, and there is no original to keep', async (t) => {
  const { conflicts, names } = await world(t, "plan (Ann's conflicted copy 2026-11-21).txt")
  const pair = await onlyPair(conflicts)
  await t.throwsAsync(conflicts.resolve('original', seen(pair)), { code: 'no-original' })
  t.deepEqual((await conflicts.resolve('copy', seen(pair))).kept, ['/Folder/plan.txt'])
  t.deepEqual(await names(), ['notes.txt', 'plan.txt'])
})

for (const changed of ['notes.txt', copyName])
  test(`nothing is done when ${changed} has changed since it was shown`, async (t) => {
    const { box, conflicts, at } = await world(t)
    const pair = await onlyPair(conflicts)
    writeFileSync(at(changed), 'changed since')
    for (const keep of ['copy', 'original', 'both'] as const)
      await t.throwsAsync(conflicts.resolve(keep, seen(pair)), { code: 'changed-since' })
    // Also when another command has seen it, but no person.
    const now = await onlyPair(conflicts, false)
    await t.throwsAsync(conflicts.resolve('copy', seen(now)), { code: 'changed-since' })
    t.is(readFileSync(at(changed), 'utf8'), 'changed since')
    t.true(existsSync(at('notes.txt')) && existsSync(at(copyName)))
    t.deepEqual(await inTrash(box), [])
    await conflicts.resolve('original', seen(await onlyPair(conflicts, true)))
    t.false(existsSync(at(copyName)))
  })
