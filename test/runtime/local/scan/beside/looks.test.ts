import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { nodeFiles } from '../../../../../runtime/local/node-files.ts'
import { folderLookThread } from '../../../../../runtime/local/scan/beside/folder-look-thread.ts'
import type { UnchangedFolders } from '../../../../../runtime/local/scan/scan-tree.ts'
import type { FolderLook, FolderLooks } from '../../../../../runtime/ports/folder-looks.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { rememberingScans } from '../remembering-scans.ts'
import { makeScanWorld, type ScanWorld } from '../scan-world.ts'

const nowhere = new URL('./there-is-no-such-program.js', import.meta.url)

/** 300 folders on three levels, so that there is enough for two at once. */
function plant(world: ScanWorld): void {
  for (let top = 0; top < 30; top++)
    for (let inner = 0; inner < 9; inner++) world.write(`${top}/${inner}/file`, 'content')
}

/** Tells which folders were looked at beside the scan; `change` makes another look of each. */
function watched(
  looks: FolderLooks,
  change: (look: FolderLook | undefined, folder: string) => FolderLook | undefined = (look) => look,
) {
  const beside: string[] = []
  const seen: FolderLooks = {
    fewest: looks.fewest,
    async look(folders, salt) {
      beside.push(...folders)
      const given = await looks.look(folders, salt)
      return given.map((look, index) => change(look, folders[index] ?? ''))
    },
  }
  return { looks: seen, beside }
}

for (const [name, open] of Object.entries({
  'by a thread': () => folderLookThread(0),
  'where no thread can be had': () => folderLookThread(0, nowhere),
}))
  test(`a scan that others look beside passes over the same folders, ${name}`, async (t) => {
    const world = await makeScanWorld(t)
    plant(world)
    const { looks, beside } = watched(open())
    const scan = rememberingScans(world, looks)
    await scan()
    beside.length = 0
    const alone = rememberingScans(world)
    await alone()
    const before = world.keys()
    const found = { beside: [] as string[], alone: [] as string[] }
    const telling = (who: keyof typeof found) => ({
      found: (folder: string, folders: readonly { readonly name: string }[]) =>
        void found[who].push(...folders.map(({ name: inside }) => `${folder}/${inside}`)),
    })
    t.deepEqual(
      { ...(await scan(telling('beside'))), all: [] },
      { ...(await alone(telling('alone'))), all: [] },
    )
    t.deepEqual(found.beside.sort(), found.alone.sort())
    t.is(found.alone.length, 300)
    t.deepEqual(world.keys(), before)
    t.true(beside.length > 0)
    t.is(new Set(beside).size, beside.length)
  })

test('a scan of fewer folders than it pays for asks nobody', async (t) => {
  const world = await makeScanWorld(t)
  plant(world)
  for (const [folders, looksBeside] of [
    [300, true],
    [301, false],
  ] as const) {
    const { looks, beside } = watched(folderLookThread(folders))
    const scan = rememberingScans(world, looks)
    await scan()
    beside.length = 0
    await scan()
    t.is(beside.length > 0, looksBeside)
  }
})

test('whatever changes in a folder that others look at, it is scanned', async (t) => {
  const world = await makeScanWorld(t)
  plant(world)
  const { looks, beside } = watched(folderLookThread(0))
  const scan = rememberingScans(world, looks)
  await scan()
  beside.length = 0
  t.deepEqual((await scan()).scanned, [''])
  const place = beside.find((folder) => folder.split('/').length === world.root.split('/').length + 2)
  const folder = place?.slice(world.root.length + 1) ?? ''
  const changes: Record<string, () => void> = {
    size: () => appendFileSync(world.path(`${folder}/file`), 'x'),
    added: () => writeFileSync(world.path(`${folder}/new`), ''),
    folder: () => mkdirSync(world.path(`${folder}/inner`)),
    symlink: () => symlinkSync('file', world.path(`${folder}/link`)),
    deleted: () => rmSync(world.path(`${folder}/file`)),
  }
  for (const [what, change] of Object.entries(changes)) {
    change()
    const { scanned, passed } = await scan()
    t.true(scanned.includes(`/${folder}`), what)
    t.false(passed.includes(`/${folder}`), what)
  }
})

test('a folder that others found elsewhere than it is known passes for nothing', async (t) => {
  const world = await makeScanWorld(t)
  plant(world)
  const outside = await temporaryFolder(t)
  let exchanged: string | undefined
  const { looks } = watched(folderLookThread(0), (look, folder) => {
    if (exchanged !== undefined || look?.folders.length !== 0) return look
    exchanged = folder
    renameSync(folder, `${outside}/away`)
    mkdirSync(folder)
    return { ...look, itself: look.itself && { ...look.itself, inode: look.itself.inode + 1 } }
  })
  const scan = rememberingScans(world, looks)
  await scan()
  const { passed, all } = await scan()
  const path = exchanged?.slice(world.root.length) ?? ''
  t.false(passed.includes(path))
  t.like(
    all.find(({ complete }) => !complete),
    { path, error: { code: 'changed' } },
  )
})

test('a thread looks at each folder after it listed it, and says nothing of what is no plain folder', async (t) => {
  const root = await temporaryFolder(t)
  const looks = folderLookThread(0)
  mkdirSync(`${root}/plain/inner`, { recursive: true })
  writeFileSync(`${root}/plain/file`, 'content')
  mkdirSync(`${root}/linked`)
  symlinkSync('nowhere', `${root}/linked/link`)
  mkdirSync(`${root}/crowded`)
  for (let name = 0; name <= 5000; name++) writeFileSync(`${root}/crowded/${name}`, '')
  const [plain, ...others] = await looks.look(
    ['plain', 'linked', 'crowded', 'plain/file', 'missing'].map((name) => `${root}/${name}`),
    'salt',
  )
  const { inode, device } = (await nodeFiles().lstat(`${root}/plain`)) ?? {}
  const inner = await nodeFiles().lstat(`${root}/plain/inner`)
  t.deepEqual(plain?.itself, { inode, device } as FolderLook['itself'])
  const { modified, changed } = inner ?? {}
  const named = { name: 'inner', inode: inner?.inode, device, modified, changed } as FolderLook['folders'][0]
  t.deepEqual(plain?.folders, [named])
  t.not(plain?.fingerprint, (await looks.look([`${root}/plain`], 'other'))[0]?.fingerprint)
  t.deepEqual(others, [undefined, undefined, undefined, undefined])
})

test('a scan that is called off while others look ends at once, though they never answer', async (t) => {
  const world = await makeScanWorld(t)
  plant(world)
  const controller = new AbortController()
  const looks: FolderLooks = {
    fewest: 0,
    look() {
      setImmediate(() => controller.abort(new Error('called off')))
      return new Promise(() => undefined)
    },
  }
  const scan = rememberingScans(world, looks)
  await scan()
  await t.throwsAsync(scan({ signal: controller.signal }), { message: 'called off' })
})

test('what goes wrong with the index while others look is met by the scan, and by nobody after it', async (t) => {
  const world = await makeScanWorld(t)
  plant(world)
  let asked = 0
  let fails = false
  const answer = Promise.withResolvers<void>()
  const looks: FolderLooks = {
    fewest: 0,
    async look(folders) {
      if (fails) await answer.promise
      return folders.map(() => ({ fingerprint: '', itself: undefined, folders: [] }))
    },
  }
  const scan = rememberingScans(world, looks)
  await scan()
  fails = true
  const unchanged: UnchangedFolders = {
    salt: 'salt',
    fingerprint() {
      asked++
      throw new Error('the index cannot be read')
    },
    note: () => undefined,
    folders: 1,
    looks,
  }
  await t.throwsAsync(scan({ unchanged }), { message: 'the index cannot be read' })
  const before = asked
  answer.resolve()
  await new Promise(setImmediate)
  t.is(asked, before)
})

test('where every folder has to be visited, few are looked at twice', async (t) => {
  const world = await makeScanWorld(t)
  for (let folder = 0; folder < 1000; folder++) mkdirSync(world.path(`${folder}`))
  let looked = 0
  const looks: FolderLooks = {
    fewest: 0,
    async look(folders) {
      looked += folders.length
      return folders.map(() => undefined)
    },
  }
  const scan = rememberingScans(world, looks)
  await scan()
  const { passed } = await scan()
  t.is(passed.length, 1000)
  t.true(looked <= 3 * 128, `${looked}`)
})
