import test from 'ava'
import { folder, home } from './box.ts'
import { twenty, ways, whileCommitted, write } from './folder-gone/while-committed.ts'

const old = { 'T/': '', 'T/old': 'old' }
const inT = `${folder}/T`

for (const way of ways) {
  test(`what others put into a new folder that is deleted while its files are committed stays, ${way}`, async (t) => {
    const { held } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one, dropbox }) => {
        dropbox.hands.write('/T/sub/theirs', 'theirs')
        dropbox.hands.write('/T/sub/deep/theirs', 'theirs too')
        dropbox.hands.write('/T/sub/g07', 'their text')
        one.disk.hands.remove(`${inT}/sub`)
      },
    )
    const theirs = { 'T/sub/deep/': '', 'T/sub/deep/theirs': 'theirs too', 'T/sub/theirs': 'theirs' }
    t.deepEqual(held, { ...old, 'T/sub/': '', ...theirs, 'T/sub/g07': 'their text' })
  })

  test(`what others put into a new folder that is renamed while its files are committed moves with it, ${way}`, async (t) => {
    const { held, asked } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one, dropbox }) => {
        dropbox.hands.write('/T/sub/theirs', 'theirs')
        dropbox.hands.write('/T/sub/g07', 'their text')
        one.disk.hands.rename(`${inT}/sub`, `${inT}/sub2`)
      },
    )
    t.deepEqual(held, { ...old, ...twenty('T/sub2'), 'T/sub2/theirs': 'theirs', 'T/sub2/g07': 'their text' })
    t.deepEqual(asked, ['move /T/sub /T/sub2'])
  })

  test(`a new folder that others made too, spelled otherwise, is renamed while its files are committed, ${way}`, async (t) => {
    const { held } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => one.disk.hands.rename(`${inT}/sub`, `${inT}/sub2`),
      ({ dropbox }) => dropbox.hands.write('/T/SUB/theirs', 'theirs'),
    )
    t.deepEqual(held, { ...old, ...twenty('T/sub2'), 'T/sub2/theirs': 'theirs' })
  })

  test(`a new folder that others made too, spelled otherwise, is deleted while its files are committed, ${way}`, async (t) => {
    const { held } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => one.disk.hands.remove(`${inT}/sub`),
      ({ dropbox }) => dropbox.hands.write('/T/SUB/theirs', 'theirs'),
    )
    t.deepEqual(held, { ...old, 'T/SUB/': '', 'T/SUB/theirs': 'theirs' })
  })

  test(`a new folder that others rename and the box deletes while its files are committed stays theirs, ${way}`, async (t) => {
    const { held } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one, dropbox }) => {
        dropbox.hands.move('/T/sub', '/T/theirs')
        one.disk.hands.remove(`${inT}/sub`)
      },
    )
    t.deepEqual(held, { ...old, ...twenty('T/theirs') })
  })

  test(`a new folder that a rule ignores while its files are committed is deleted on neither side, ${way}`, async (t) => {
    const { here, there, one } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => one.disk.hands.write(`${folder}/.mignore`, 'sub\n'),
    )
    const all = { '.mignore': 'sub\n', ...old, ...twenty('T/sub') }
    t.deepEqual(here, all)
    t.deepEqual(there, all)
    t.is(one.store.get('/t/sub').synced, undefined)
  })

  test(`a new folder that is ignored and deleted while its files are committed is left in Dropbox, ${way}`, async (t) => {
    const { here, there } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => {
        one.disk.hands.write(`${folder}/.mignore`, 'sub\n')
        one.disk.hands.remove(`${inT}/sub`)
      },
    )
    t.deepEqual(here, { '.mignore': 'sub\n', ...old })
    t.deepEqual(there, { '.mignore': 'sub\n', ...old, ...twenty('T/sub') })
  })

  test(`a new folder that is excluded while its files are committed leaves the box alone, ${way}`, async (t) => {
    const { here, there } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) =>
        one.select([
          { path: '', display: '', include: true },
          { path: '/t/sub', display: '/T/sub', include: false },
        ]),
    )
    t.deepEqual(here, old)
    t.deepEqual(there, { ...old, ...twenty('T/sub') })
  })

  test(`a link that is taken away while files of its folder are committed deletes nothing, ${way}`, async (t) => {
    const { here, there, one } = await whileCommitted(
      way,
      (one) => {
        write(one, twenty('sub'), `${home}/elsewhere`)
        one.disk.hands.symlink(`${home}/elsewhere`, `${folder}/project`)
      },
      ({ one }) => one.disk.hands.remove(`${folder}/project`),
    )
    t.deepEqual(here, old)
    t.deepEqual(there, { ...old, 'project/': '', ...twenty('project/sub') })
    t.is(one.disk.hands.list(`${home}/elsewhere/sub`).length, 20)
  })

  test(`a link that leads elsewhere while files of its folder are committed deletes nothing, ${way}`, async (t) => {
    const { there, one } = await whileCommitted(
      way,
      (one) => {
        write(one, twenty('sub'), `${home}/elsewhere`)
        one.disk.hands.symlink(`${home}/elsewhere`, `${folder}/project`)
      },
      ({ one }) => {
        write(one, { own: 'own' }, `${home}/other`)
        one.disk.hands.remove(`${folder}/project`)
        one.disk.hands.symlink(`${home}/other`, `${folder}/project`)
      },
    )
    const project = { 'project/': '', 'project/own': 'own', ...twenty('project/sub') }
    t.deepEqual(there, { ...old, ...project })
    t.is(one.disk.hands.list(`${home}/elsewhere/sub`).length, 20)
    t.is(one.disk.hands.list(`${home}/other/sub`).length, 20)
  })
}
