import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { describeProblem } from '../../runtime/engine/describe/problem.ts'
import { createBox, type TestBox } from '../runtime/engine/test-box.ts'
import {
  type HostileDropbox,
  hostileDropbox,
  type Planted,
  planted,
  plantedFolder,
  sendJson,
} from './hostile-dropbox.ts'

const honest = planted('/Honest.txt')

/** A box that has taken in what a hostile Dropbox lists, beside one honest file. */
async function boxWith(
  t: ExecutionContext,
  ...hostile: Planted[]
): Promise<{ box: TestBox; dropbox: HostileDropbox; problems: Record<string, string> }> {
  const dropbox = await hostileDropbox(t, [...hostile, honest])
  const box = createBox(t, dropbox)
  box.start()
  await box.settle()
  const problems = box.engine.problems().map((problem) => {
    const { text, advice } = describeProblem(problem)
    t.regex(text, /^.+\.$/s)
    t.regex(advice, /^.+\.$/s)
    return [problem.path, problem.why.reason === 'name' ? problem.why.fault : problem.why.reason]
  })
  // Whatever else was listed, the honest file is there, nothing was written to Dropbox, and nothing stands beside the Dropbox folder.
  t.is(readFileSync(join(box.folder, 'Honest.txt'), 'utf8'), 'content of /Honest.txt')
  t.deepEqual(dropbox.writes, [])
  t.deepEqual(readdirSync(box.home).sort(), ['Dropbox', 'state'])
  return { box, dropbox, problems: Object.fromEntries(problems) }
}

function inFolder(box: TestBox, folder = ''): string[] {
  return readdirSync(join(box.folder, folder))
    .filter((name) => name !== '.dropbox.cache')
    .sort()
}

test('names that no box can hold stay in Dropbox and are told, and the rest goes on', async (t) => {
  const faults = {
    '/..': 'dot-component',
    '/.': 'dot-component',
    '/folder/..': 'dot-component',
    '/a\0b': 'control-character',
    '/a\nb': 'control-character',
    '/a\x1b]0;owned\x07': 'control-character',
    '/a\ufffd': 'not-utf8',
    [`/${'ä'.repeat(128)}`]: 'too-long',
    [`/${'a'.repeat(256)}`]: 'too-long',
    '/a ': 'trailing-space',
    '/..\\..\\escaped': 'backslash',
  }
  const { box, problems } = await boxWith(
    t,
    ...Object.keys(faults).map((path) => planted(path.replace('\ufffd', '\ud800'))),
    planted('/../../escaped'),
    planted('/folder/../../escaped'),
  )
  t.deepEqual(inFolder(box), ['Honest.txt', 'folder'])
  t.deepEqual(inFolder(box, 'folder'), [])
  t.deepEqual(problems, faults)
})

test('a folder with a name that cannot be keeps back what is in it, and is told once', async (t) => {
  const { box, problems } = await boxWith(
    t,
    plantedFolder('/a\nb'),
    planted('/a\nb/inside'),
    planted('/a\nb/..'),
  )
  t.deepEqual(inFolder(box), ['Honest.txt'])
  t.deepEqual(problems, { '/a\nb': 'control-character' })
})

test('a name of 255 bytes is a name as any other', async (t) => {
  const name = `${'ä'.repeat(127)}a`
  const { box, problems } = await boxWith(t, planted(`/${name}`))
  t.deepEqual(inFolder(box), ['Honest.txt', name].sort())
  t.deepEqual(problems, {})
})

test('names that belong to Dropbox on the box are never written', async (t) => {
  const { box, problems } = await boxWith(
    t,
    planted('/.dropbox.cache/marker.json'),
    planted('/.Dropbox.Cache/aside/1'),
    planted('/.dropbox'),
    planted('/desktop.ini'),
    planted('/folder/.dropbox.cache/staging/x'),
  )
  t.deepEqual(inFolder(box), ['Honest.txt', 'folder'])
  t.deepEqual(inFolder(box, 'folder'), [])
  t.false(existsSync(join(box.folder, '.Dropbox.Cache')))
  t.deepEqual(problems, {})
})

test('a spelling that is none of its key is not taken; the file has the name of its key, and stays', async (t) => {
  const { box, problems } = await boxWith(
    t,
    planted('/one', { path_display: '/../../escaped' }),
    planted('/two', { path_display: '/.bashrc' }),
    planted('/three', { path_display: '/.dropbox.cache/marker.json' }),
    planted('/four', { path_display: '/a/' }),
    planted('/five', { name: 'a/../../escaped', path_display: undefined }),
  )
  t.deepEqual(inFolder(box), ['Honest.txt', 'five', 'four', 'one', 'three', 'two'])
  t.deepEqual(problems, {})
  await box.settle()
  t.deepEqual(inFolder(box), ['Honest.txt', 'five', 'four', 'one', 'three', 'two'])
})

test('of two entries at one path neither comes down, goes up or is deleted, and that is told', async (t) => {
  const { box, dropbox, problems } = await boxWith(
    t,
    planted('/folder/Twin'),
    planted('/folder/TWIN', { path_lower: '/folder/twin' }),
    planted('/both'),
    planted('/both/inside'),
  )
  t.deepEqual(inFolder(box), ['Honest.txt', 'both', 'folder'])
  t.deepEqual(inFolder(box, 'folder'), [])
  t.deepEqual(inFolder(box, 'both'), ['inside'])
  t.deepEqual(problems, { '/folder/TWIN': 'twin-in-dropbox' })
  writeFileSync(join(box.folder, 'folder', 'twin'), 'of the box')
  await box.settle()
  t.is(readFileSync(join(box.folder, 'folder', 'twin'), 'utf8'), 'of the box')
  t.deepEqual(dropbox.writes, [])
})

test('when Dropbox says more of two entries at one path, it is listed anew, and what is left of them comes', async (t) => {
  const { box, dropbox } = await boxWith(t, planted('/Twin'), planted('/TWIN', { path_lower: '/twin' }))
  const gone = { '.tag': 'deleted', name: 'TWIN', path_lower: '/twin', path_display: '/TWIN' }
  dropbox.on('files/list_folder', ({ response }) =>
    sendJson(response, { entries: [honest.entry, planted('/Twin').entry], cursor: 'c3', has_more: false }),
  )
  dropbox.on('files/list_folder/continue', ({ response, argument }) => {
    const { cursor } = argument as { cursor: string }
    sendJson(response, { entries: cursor === 'c3' ? [] : [gone], cursor: 'c3', has_more: false })
  })
  await box.settle()
  t.deepEqual(inFolder(box), ['Honest.txt', 'Twin'])
  t.is(readFileSync(join(box.folder, 'Twin'), 'utf8'), 'content of /Twin')
  t.deepEqual(box.engine.problems(), [])
})

test('twins that come again with every page do not keep a look at Dropbox from its end', async (t) => {
  const { box, dropbox } = await boxWith(t)
  const entries = [planted('/Twin').entry, planted('/TWIN', { path_lower: '/twin' }).entry, honest.entry]
  for (const route of ['files/list_folder', 'files/list_folder/continue'])
    dropbox.on(route, ({ response }) => sendJson(response, { entries, cursor: 'c2', has_more: false }))
  await box.settle()
  t.deepEqual(inFolder(box), ['Honest.txt'])
  t.like(box.engine.problems(), [{ path: '/TWIN', why: { other: '/Twin' } }])
})

test('a choice after a restore leaves two entries at one path alone', async (t) => {
  const { box, dropbox } = await boxWith(t, planted('/Twin'), planted('/TWIN', { path_lower: '/twin' }))
  writeFileSync(join(box.folder, 'Twin'), 'of the box')
  await box.settle()
  await box.stop()
  rmSync(join(box.folder, '.dropbox.cache', 'marker.json'))
  box.start()
  await box.reach('halted')
  const { replacedHere } = await box.choose('keep-cloud')
  t.deepEqual(replacedHere, [])
  await box.settle()
  t.is(readFileSync(join(box.folder, 'Twin'), 'utf8'), 'of the box')
  t.is(box.store.get('/twin').synced, undefined)
  t.false(dropbox.writes.some((write) => /twin/i.test(write)))
})

test('two spellings of one name that Unicode takes for equal are one file', async (t) => {
  const { box, problems } = await boxWith(t, planted('/e\u0301'), planted('/\u00e9'))
  t.deepEqual(inFolder(box), ['Honest.txt', '\u00e9'])
  t.deepEqual(problems, {})
})

test('a file of which Dropbox says nonsense is told, and one that the box has is left as it is', async (t) => {
  const { box, problems } = await boxWith(t, planted('/odd', { size: -1 }))
  t.deepEqual(inFolder(box), ['Honest.txt'])
  t.deepEqual(problems, { '/odd': 'garbled' })
})

test('what turns into nonsense later stays on the box as it was', async (t) => {
  const { box, dropbox } = await boxWith(t, planted('/fine'))
  dropbox.on('files/list_folder/continue', ({ response }) =>
    response.end(
      JSON.stringify({ entries: [planted('/fine', { rev: null }).entry], cursor: 'c2', has_more: false }),
    ),
  )
  await box.settle()
  t.is(readFileSync(join(box.folder, 'fine'), 'utf8'), 'content of /fine')
  t.deepEqual(
    box.engine.problems().map(({ path, why }) => [path, why.reason]),
    [['/fine', 'garbled']],
  )
  t.deepEqual(dropbox.writes, [])
})

test('what is renamed in Dropbox to a name that cannot be here is not renamed on the box', async (t) => {
  const { box, dropbox } = await boxWith(
    t,
    planted('/fine'),
    planted('/other'),
    planted('/third'),
    planted('/4th'),
  )
  const { entry } = planted('/fine')
  const renamed = { ...entry, name: 'not\nfine', path_lower: '/not\nfine', path_display: '/not\nfine' }
  const gone = { '.tag': 'deleted', name: 'fine', path_lower: '/fine', path_display: '/fine' }
  dropbox.on('files/list_folder/continue', ({ response }) =>
    response.end(JSON.stringify({ entries: [gone, renamed], cursor: 'c2', has_more: false })),
  )
  await box.settle()
  t.deepEqual(inFolder(box), ['4th', 'Honest.txt', 'other', 'third'])
  t.like(box.engine.problems(), [{ path: '/not\nfine', why: { fault: 'control-character' } }])
  t.deepEqual(dropbox.writes, [])
})

for (const [depth, length] of [
  [1000, 50],
  [100_000, 200],
] as const)
  test(`a path of ${depth} names of ${length} characters comes as far as the box can hold it, and the rest is told`, async (t) => {
    const name = 'f'.repeat(length)
    const { box, problems } = await boxWith(t, planted(`/${name}`.repeat(depth)))
    t.deepEqual([...new Set(Object.values(problems))], ['path-too-long'])
    t.deepEqual(inFolder(box), ['Honest.txt', name])
  })
