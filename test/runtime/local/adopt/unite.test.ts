import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { survey } from '../../../../runtime/local/adopt/survey.ts'
import { unite } from '../../../../runtime/local/adopt/unite.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { DiskError, type Files } from '../../../../runtime/ports/files.ts'
import { countCalls, hookedFiles, Killed, killedAfter } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const asideName = (name: string, attempt: number) =>
  `${name} (aside${attempt === 0 ? '' : ` ${attempt + 1}`})`

/** Makes files with this content; a name that ends in `@` is a symlink. */
function make(root: string, tree: Readonly<Record<string, string>>): void {
  mkdirSync(root, { recursive: true })
  for (const [path, content] of Object.entries(tree)) {
    const place = join(root, path.replace(/@$/, ''))
    mkdirSync(dirname(place), { recursive: true })
    if (path.endsWith('@')) symlinkSync(content, place)
    else writeFileSync(place, content)
  }
}

function treeOf(root: string, withoutCopies = false): Record<string, string> {
  if (!existsSync(root)) return {}
  const found: Record<string, string> = {}
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    // The beginning of a copy, which nobody takes up.
    if (entry.name.startsWith('.~') && withoutCopies) continue
    const place = join(entry.parentPath, entry.name)
    const path = place.slice(root.length + 1)
    if (entry.isFile()) found[path] = readFileSync(place, 'utf8')
    else if (entry.isSymbolicLink()) found[`${path}@`] = readlinkSync(place)
  }
  return found
}

const source = {
  'same.txt': 'equal',
  'both.txt': 'from the folder',
  'new.txt': 'new',
  'deep/new.txt': 'deep and new',
  'deep/same.txt': 'equal, too',
  'only/one/two.txt': 'two',
  'link@': '../elsewhere',
  'was-file/inner.txt': 'in a folder where the target has a file',
  'was-folder': 'a file where the target has a folder',
}
/** One of each, since each call that moves them is one more world. */
const few = {
  'same.txt': 'equal',
  'both.txt': 'from the folder',
  'deep/new.txt': 'deep and new',
  'link@': '../elsewhere',
}
const target = {
  'same.txt': 'equal',
  'both.txt': 'from the target',
  'mine.txt': 'mine',
  'deep/same.txt': 'equal, too',
  'was-file': 'a file',
  'was-folder/x.txt': 'in a folder',
}
const united = {
  'both.txt': 'from the folder',
  'both.txt (aside)': 'from the target',
  'deep/new.txt': 'deep and new',
  'deep/same.txt': 'equal, too',
  'link@': '../elsewhere',
  'mine.txt': 'mine',
  'new.txt': 'new',
  'only/one/two.txt': 'two',
  'same.txt': 'equal',
  'was-file (aside)': 'a file',
  'was-file/inner.txt': 'in a folder where the target has a file',
  'was-folder': 'a file where the target has a folder',
  'was-folder (aside)/x.txt': 'in a folder',
}

/** Acts as if the two folders were on different file systems. */
function acrossDevices(from: string): Files {
  return hookedFiles(files, ({ name, path, arguments: [, to] }) => {
    const leaves = path.startsWith(from) && !String(to).startsWith(from)
    if (name === 'link' && leaves) throw new DiskError('other-device', path)
  })
}

test('a survey tells what moves, what is there already, and what is on both sides, and changes nothing', async (t) => {
  const root = await temporaryFolder(t)
  const [from, to] = [join(root, 'from'), join(root, 'to')]
  make(from, source)
  make(to, target)
  t.deepEqual(await survey(files, from, to), {
    moved: ['deep/new.txt', 'link', 'new.txt', 'only'],
    files: 6,
    bytes: 108,
    same: ['deep/same.txt', 'same.txt'],
    both: ['both.txt', 'was-file', 'was-folder'],
    stuck: [],
  })
  t.deepEqual([treeOf(from), treeOf(to)], [source, target])
  const nothing = await survey(files, from, join(root, 'not', 'there'))
  t.deepEqual([nothing.files, nothing.both, nothing.stuck], [8, [], []])
})

for (const kind of ['one file system', 'two file systems'])
  test(`everything moves, nothing is replaced, and the folder is gone: ${kind}`, async (t) => {
    const root = await temporaryFolder(t)
    const [from, to] = [join(root, 'from'), join(root, 'to')]
    make(from, source)
    make(to, target)
    utimesSync(join(from, 'new.txt'), 1_000, 1_000)
    let moved = 0
    await unite(kind === 'one file system' ? files : acrossDevices(from), {
      ...{ from, to, asideName },
      moved: () => moved++,
    })
    t.deepEqual(treeOf(to), united)
    t.false(existsSync(from))
    t.is(lstatSync(join(to, 'new.txt')).mtimeMs, 1_000_000)
    t.is(moved, 6)
  })

for (const kind of ['one file system', 'two file systems'])
  test(`killed at any moment, every content is still there, and doing it again completes it: ${kind}`, async (t) => {
    const root = await temporaryFolder(t)
    const disk = (from: string) => (kind === 'one file system' ? files : acrossDevices(from))
    const world = (name: string) => {
      const [from, to] = [join(root, name, 'from'), join(root, name, 'to')]
      make(from, few)
      make(to, target)
      return { from, to, run: (on: Files) => unite(on, { from, to, asideName }) }
    }
    const whole = world('whole')
    const calls = await countCalls(disk(whole.from), whole.run)
    t.true(calls > 25)
    const contents = [...new Set([...Object.values(few), ...Object.values(target)])].sort()
    const found = (withoutCopies: boolean, ...roots: string[]) =>
      [...new Set(roots.flatMap((one) => Object.values(treeOf(one, withoutCopies))))].sort()
    for (let kill = 0; kill < calls; kill++) {
      const { from, to, run } = world(`killed-${kill}`)
      await t.throwsAsync(run(killedAfter(disk(from), kill)), { instanceOf: Killed })
      t.deepEqual(found(true, from, to), contents, `killed after ${kill} calls`)
      await run(disk(from))
      t.deepEqual(found(false, to), contents, `killed after ${kill} calls, and done again`)
      const hidden = Object.keys(treeOf(to)).filter((path) => path.includes('.~'))
      t.deepEqual(hidden, [], `killed after ${kill} calls`)
      t.false(existsSync(from))
    }
  })

test('what a program writes into the folder meanwhile moves as well', async (t) => {
  const root = await temporaryFolder(t)
  const [from, to] = [join(root, 'from'), join(root, 'to')]
  make(from, { 'one.txt': 'one' })
  let wrote = false
  const busy = hookedFiles(files, ({ name, path }) => {
    if (wrote || name !== 'rmdir' || path !== from) return
    wrote = true
    make(from, { 'one.txt': 'one, newer', 'late.txt': 'late' })
  })
  await unite(busy, { from, to, asideName })
  t.deepEqual(treeOf(to), { 'late.txt': 'late', 'one.txt': 'one, newer', 'one.txt (aside)': 'one' })
})

for (const kind of ['one file system', 'two file systems'])
  test(`what an editor saves by renaming, at any moment, is lost nowhere: ${kind}`, async (t) => {
    const root = await temporaryFolder(t)
    const run = async (name: string, savedBefore: number): Promise<number> => {
      const [from, to] = [join(root, name, 'from'), join(root, name, 'to')]
      make(from, { 'notes.txt': 'old' })
      const disk = kind === 'one file system' ? files : acrossDevices(from)
      let calls = 0
      const saving = hookedFiles(disk, () => {
        if (calls++ !== savedBefore || !existsSync(from)) return
        writeFileSync(join(root, name, 'draft'), 'newer')
        renameSync(join(root, name, 'draft'), join(from, 'notes.txt'))
      })
      await unite(saving, { from, to, asideName }).catch(async (error: unknown) => {
        // It may say that somebody writes there, and is done again.
        if (!(error instanceof DiskError) || error.code !== 'changed') throw error
        await unite(saving, { from, to, asideName })
      })
      if (savedBefore < calls)
        t.true(Object.values(treeOf(to, true)).includes('newer'), `saved before call ${savedBefore}`)
      return calls
    }
    const calls = await run('unsaved', Number.POSITIVE_INFINITY)
    // After the last call the folder is gone.
    for (let call = 0; call < calls; call++) await run(`saved-${call}`, call)
  })
