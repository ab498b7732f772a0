import test from 'ava'
import { carryOut, type Outcome } from '../../../runtime/remote/restore/carry-out.ts'
import { type Survey, surveyFolder } from '../../../runtime/remote/restore/survey-folder.ts'
import { type RemoteHere, remoteHere } from './remote-here.ts'

const survey = (dropbox: RemoteHere, path: string, moment?: number) =>
  surveyFolder(dropbox.access, path, moment, () => undefined)

async function restored(dropbox: RemoteHere, found: Survey | undefined): Promise<[string, Outcome][]> {
  const outcomes: [string, Outcome][] = []
  await carryOut(dropbox.access, found?.restorable ?? [], ({ path }, outcome) =>
    outcomes.push([path, outcome]),
  )
  return outcomes.sort()
}

test('a folder is set back to a moment: what changed and what was deleted since, and nothing else', async (t) => {
  const dropbox = await remoteHere(t)
  await dropbox.put('/F/same.txt', 'same')
  await dropbox.put('/F/Changed.txt', 'first')
  await dropbox.put('/F/deep/deleted.txt', 'kept')
  await dropbox.put('/F/gone before.txt', 'old')
  await dropbox.put('/elsewhere.txt', 'first')
  await dropbox.remove('/F/gone before.txt')
  const moment = dropbox.clock.now()
  await dropbox.put('/F/Changed.txt', 'second')
  await dropbox.put('/F/Changed.txt', 'third')
  await dropbox.put('/F/new.txt', 'new')
  await dropbox.put('/elsewhere.txt', 'second')
  await dropbox.remove('/F/deep')

  const found = await survey(dropbox, '/f', moment)
  t.deepEqual(
    found?.restorable.map(({ path, now }) => [path, now === undefined ? 'deleted' : 'changed']),
    [
      ['/F/Changed.txt', 'changed'],
      ['/F/deep/deleted.txt', 'deleted'],
    ],
  )
  t.like(found, { same: 1, later: ['/F/new.txt'], unknown: [] })
  t.deepEqual(await restored(dropbox, found), [
    ['/F/Changed.txt', 'restored'],
    ['/F/deep/deleted.txt', 'restored'],
  ])
  t.is(await dropbox.content('/F/Changed.txt'), 'first')
  t.is(await dropbox.content('/F/deep/deleted.txt'), 'kept')
  t.is(await dropbox.content('/F/new.txt'), 'new')
  t.is(await dropbox.content('/F/gone before.txt'), undefined)
  t.is(await dropbox.content('/elsewhere.txt'), 'second')
  // What was replaced is a revision.
  const { revisions } = { revisions: [], ...(await dropbox.access.revisions('/F/Changed.txt', { limit: 9 })) }
  t.is(revisions.length, 4)
  t.like(await survey(dropbox, '/F', moment), { restorable: [], same: 3 })
})

test('the marks of boxes are no files of a person, and stay as they are', async (t) => {
  const dropbox = await remoteHere(t)
  await dropbox.put('/.box-parts/a.json', 'first')
  await dropbox.put('/mine.txt', 'first')
  const moment = dropbox.clock.now()
  await dropbox.put('/.box-parts/a.json', 'second')
  await dropbox.put('/.box-parts/b.json', 'new')
  await dropbox.put('/mine.txt', 'second')
  const found = await survey(dropbox, '', moment)
  t.deepEqual([found?.restorable.map(({ path }) => path), found?.later], [['/mine.txt'], []])
})

for (const insideDeleted of ['told', 'untold'] as const)
  for (const deletedFolder of ['refuse', 'accept'] as const)
    test(`a deleted folder is brought back: what lay in it is ${insideDeleted}, and Dropbox would ${deletedFolder} to list it`, async (t) => {
      const dropbox = await remoteHere(t)
      dropbox.emulator.configure({ listing: { insideDeleted, deletedFolder } })
      await dropbox.put('/A/F/one.txt', 'first')
      await dropbox.put('/A/F/one.txt', 'second')
      await dropbox.put('/A/F/deep/two.txt', 'two')
      await dropbox.put('/A/other.txt', 'x')
      await dropbox.remove('/A/other.txt')
      await dropbox.remove('/A/F')
      const found = await survey(dropbox, '/A/F')
      if (insideDeleted === 'untold' && deletedFolder === 'refuse') {
        t.deepEqual(found, { restorable: [], same: 0, later: [], unknown: ['/A/F'] })
        return
      }
      t.deepEqual(found?.unknown, [])
      t.deepEqual(await restored(dropbox, found), [
        ['/A/F/deep/two.txt', 'restored'],
        ['/A/F/one.txt', 'restored'],
      ])
      t.is(await dropbox.content('/A/F/one.txt'), 'second')
      t.is(await dropbox.content('/A/F/deep/two.txt'), 'two')
      t.is(await dropbox.content('/A/other.txt'), undefined)
      t.like(await survey(dropbox, '/A'), { restorable: [{ path: '/A/other.txt' }], same: 2 })
    })

test('what changed after it was shown is left alone', async (t) => {
  const dropbox = await remoteHere(t)
  await dropbox.put('/F/a.txt', 'first')
  await dropbox.put('/F/b.txt', 'first')
  const moment = dropbox.clock.now()
  await dropbox.put('/F/a.txt', 'second')
  await dropbox.remove('/F/b.txt')
  const found = await survey(dropbox, '/F', moment)
  await dropbox.put('/F/a.txt', 'third')
  await dropbox.put('/F/b.txt', 'written anew')
  t.deepEqual(await restored(dropbox, found), [
    ['/F/a.txt', 'changed'],
    ['/F/b.txt', 'changed'],
  ])
  t.is(await dropbox.content('/F/a.txt'), 'third')
  t.is(await dropbox.content('/F/b.txt'), 'written anew')
})

test('a file that something else has taken the place of is refused, and the others are restored', async (t) => {
  const dropbox = await remoteHere(t)
  await dropbox.put('/F/a', 'first')
  await dropbox.put('/F/b', 'first')
  const { access } = dropbox
  t.is(await access.restore('/F/a', '0123456789'), 'no-such-revision')
  const revisions = await access.revisions('/F/a', { limit: 1 })
  const rev = revisions.found === 'file' ? (revisions.revisions[0]?.file.rev ?? '') : ''
  await dropbox.remove('/F/a')
  await dropbox.put('/F/a/inside', 'x')
  t.deepEqual(await access.restore('/F/a', rev), { ok: false, refusal: { reason: 'conflict' } })
})

test('where Dropbox knows nothing there is nothing to survey; all of it can be', async (t) => {
  const dropbox = await remoteHere(t)
  t.is(await survey(dropbox, '/none/deeper'), undefined)
  await dropbox.put('/a.txt', 'x')
  await dropbox.remove('/a.txt')
  t.like(await survey(dropbox, ''), { restorable: [{ path: '/a.txt' }], same: 0 })
})
