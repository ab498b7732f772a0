import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

function writeMany(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < count; index++) writeFileSync(join(folder, `${index}`), `content ${index}`)
}

test('deleting many files on the box halts before Dropbox loses one; approving lets it happen', async (t) => {
  const { box, cloud } = await settledBox(t)
  writeMany(join(box.folder, 'papers'), 40)
  await box.settle()
  rmSync(join(box.folder, 'papers'), { recursive: true })
  const status = await box.reach('halted')
  t.like(status, { halts: [{ reason: 'mass-deletion', side: 'remote', files: 40, of: 40 }] })
  t.is(Object.keys(await cloud.listing()).length, 41)
  t.is(box.engine.pending().deletions[0]?.paths.length, 41)
  await box.engine.approve()
  await box.settle()
  t.deepEqual(await cloud.listing(), {})
})

test('a mass deletion in Dropbox halts before the box loses one', async (t) => {
  const { box, cloud } = await settledBox(t)
  writeMany(join(box.folder, 'papers'), 40)
  await box.settle()
  await cloud.delete('/papers')
  t.like(await box.reach('halted'), { halts: [{ reason: 'mass-deletion', side: 'local' }] })
  t.is(readdirSync(join(box.folder, 'papers')).length, 40)
})

test('what Dropbox deleted goes into the trash of the box', async (t) => {
  const { box, cloud } = await settledBox(t)
  writeFileSync(join(box.folder, 'a'), 'precious')
  await box.settle()
  await cloud.delete('/a')
  await box.settle()
  t.false(existsSync(join(box.folder, 'a')))
  const trash = readdirSync(join(box.folder, '.dropbox.cache'), { recursive: true, encoding: 'utf8' })
  t.true(trash.some((name) => name.startsWith('trash/') && name.endsWith('/a')))
})

test('a Dropbox folder that is not there at a start halts, and comes back to life with the folder', async (t) => {
  const { box, cloud } = await settledBox(t)
  writeFileSync(join(box.folder, 'a'), 'x')
  await box.settle()
  await box.stop()
  renameSync(box.folder, `${box.folder}.unmounted`)
  box.start()
  t.like(await box.reach('halted'), { halts: [{ reason: 'root-missing', path: '' }] })
  t.deepEqual(Object.keys(await cloud.listing()), ['a'])
  renameSync(`${box.folder}.unmounted`, box.folder)
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), ['a'])
})

test('a file or a link where the Dropbox folder was is not touched by approving, which says what to do', async (t) => {
  const { box, cloud } = await settledBox(t)
  writeFileSync(join(box.folder, 'a'), 'x')
  await box.settle()
  renameSync(box.folder, `${box.folder}.before`)
  writeFileSync(box.folder, 'mine')
  t.like(await box.reach('halted'), { halts: [{ reason: 'root-retyped', path: '' }] })
  await t.throwsAsync(box.engine.approve(), {
    code: 'not-a-folder',
    message: `${box.folder} is not a folder. Move it away, then run "dropbox approve" again.`,
  })
  t.is(readFileSync(box.folder, 'utf8'), 'mine')
  rmSync(box.folder)
  symlinkSync(`${box.folder}.before`, box.folder)
  await t.throwsAsync(box.engine.approve(), {
    code: 'not-a-folder',
    message: `${box.folder} is a link now. Run "parts restart dropbox": it goes on where the link leads.`,
  })
  t.deepEqual(Object.keys(await cloud.listing()), ['a'])
  rmSync(box.folder)
  renameSync(`${box.folder}.before`, box.folder)
  await box.settle()
})

test('a lost marker halts; keeping both unites the sides and deletes nothing', async (t) => {
  const { box, cloud } = await settledBox(t)
  writeFileSync(join(box.folder, 'a'), 'x')
  writeFileSync(join(box.folder, 'b'), 'y')
  await box.settle()
  await box.stop()
  rmSync(join(box.folder, '.dropbox.cache'), { recursive: true })
  rmSync(join(box.folder, 'a'))
  box.start()
  t.like(await box.reach('halted'), { halts: [{ reason: 'marker-lost' }] })
  await box.choose('keep-both')
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), ['a', 'b'])
  t.deepEqual(await cloud.listing(), listing(box.folder))
})

test('another account on the same state is refused', async (t) => {
  const { box } = await settledBox(t)
  await box.stop()
  box.store.setValue('account', 'dbid:somebody else')
  box.start()
  t.like(await box.reach('halted'), { halts: [{ reason: 'account-changed' }] })
})

for (const kind of ['429', '500', '503', 'reset', 'lost', 'truncate', 'cursor_reset'] as const) {
  test(`under the fault ${kind} everything still arrives, once`, async (t) => {
    const emulator = await emulatorFor(t)
    const box = createBox(t, emulator)
    const cloud = remoteSide(emulator)
    await cloud.write('/from the cloud/a', 'a'.repeat(70_000))
    await cloud.write('/from the cloud/b', 'b')
    writeMany(join(box.folder, 'from the box'), 12)
    emulator.configure({
      faults: [
        {
          route: kind === 'cursor_reset' ? 'files/list_folder/continue' : '*',
          kind,
          probability: 0.2,
          retryAfter: 0,
        },
      ],
    })
    box.start()
    await box.settle()
    emulator.configure({ faults: [] })
    await box.settle()
    t.deepEqual(await cloud.listing(), listing(box.folder))
    t.is(Object.keys(listing(box.folder)).length, 16)
  })
}

test('a folder whose ignore file cannot be used does not sync at all, and says why', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  mkdirSync(box.folder)
  writeFileSync(join(box.folder, '.mignore'), 'secret\n'.repeat(60_000))
  writeFileSync(join(box.folder, 'secret'), 'x')
  box.start()
  await box.settle()
  t.deepEqual(await cloud.listing(), {})
  t.like(box.engine.problems(), [{ path: '/.mignore', why: { reason: 'rules' } }])
  writeFileSync(join(box.folder, '.mignore'), 'secret\n')
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['.mignore'])
})
