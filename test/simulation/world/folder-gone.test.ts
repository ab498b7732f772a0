import test from 'ava'
import { folder, home } from './box.ts'
import { twenty, ways, whileCommitted, write } from './folder-gone/while-committed.ts'

const old = { 'T/': '', 'T/old': 'old' }
const inT = `${folder}/T`

for (const way of ways) {
  test(`a new folder that is renamed while its files are committed is moved in Dropbox, ${way}`, async (t) => {
    const { held, asked } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => one.disk.hands.rename(`${inT}/sub`, `${inT}/sub2`),
    )
    t.deepEqual(held, { ...old, ...twenty('T/sub2') })
    t.deepEqual(asked, ['move /T/sub /T/sub2'])
  })

  test(`a new folder that is deleted while its files are committed is gone on both sides, ${way}`, async (t) => {
    const { held, asked } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => one.disk.hands.remove(`${inT}/sub`),
    )
    t.deepEqual(held, old)
    t.deepEqual(asked, [])
  })

  test(`a new folder that is moved out while its files are committed is gone on both sides, ${way}`, async (t) => {
    const { held, asked, one } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => one.disk.hands.rename(`${inT}/sub`, `${home}/out`),
    )
    t.deepEqual(held, old)
    t.deepEqual(asked, [])
    t.is(one.disk.hands.list(`${home}/out`).length, 20)
  })

  test(`a folder is moved in Dropbox that is renamed while files of a new one in it are committed, ${way}`, async (t) => {
    const { held, asked } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => one.disk.hands.rename(inT, `${folder}/V`),
    )
    t.deepEqual(held, { 'V/': '', 'V/old': 'old', ...twenty('V/sub') })
    t.deepEqual(asked, ['move /T /V'])
  })

  test(`of several levels of new folders one is renamed, and one deleted, while files in all are committed, ${way}`, async (t) => {
    const { held, asked } = await whileCommitted(
      way,
      (one) =>
        write(one, {
          ...{ 'New/a': 'a', 'New/Deep/Er/b': 'b', 'New/Deep/Er/Est/c': 'c', 'New/Gone/d': 'd' },
          'New/Gone/Too/e': 'e',
        }),
      ({ one }) => {
        one.disk.hands.rename(`${folder}/New/Deep/Er`, `${folder}/New/Other`)
        one.disk.hands.remove(`${folder}/New/Gone`)
      },
    )
    const left = { 'New/': '', 'New/Deep/': '', 'New/Other/': '', 'New/Other/Est/': '', 'New/a': 'a' }
    t.deepEqual(held, { ...old, ...left, 'New/Other/b': 'b', 'New/Other/Est/c': 'c' })
    // New/Deep holds nothing on the box by then, and is asked for by itself.
    const others = asked.filter((call) => call !== 'folder /New/Deep')
    t.deepEqual(others, ['move /New/Deep/Er /New/Other'])
  })

  test(`a new folder with new folders in it is renamed while its files are committed, ${way}`, async (t) => {
    const { held, asked } = await whileCommitted(
      way,
      (one) => write(one, { 'New/a': 'a', 'New/Deep/Er/b': 'b' }),
      ({ one }) => {
        one.disk.hands.rename(`${folder}/New`, `${folder}/Newer`)
        write(one, { 'Newer/Deep/more': 'more' })
      },
    )
    const moved = { 'Newer/': '', 'Newer/a': 'a', 'Newer/Deep/': '', 'Newer/Deep/Er/': '' }
    t.deepEqual(held, { ...old, ...moved, 'Newer/Deep/Er/b': 'b', 'Newer/Deep/more': 'more' })
    t.deepEqual(asked, ['move /New /Newer', 'upload /Newer/Deep/more'])
  })

  test(`a new folder that nobody chose is renamed while its files are committed, and syncs on, ${way}`, async (t) => {
    const { held, asked } = await whileCommitted(
      way,
      (one) => {
        one.select([{ path: '/t', display: '/T', include: true }])
        write(one, { 'New/a': 'a' })
      },
      ({ one }) => one.disk.hands.rename(`${folder}/New`, `${folder}/Newer`),
    )
    t.deepEqual(held, { ...old, 'Newer/': '', 'Newer/a': 'a' })
    t.deepEqual(asked, ['move /New /Newer'])
  })

  test(`a file that replaces a new folder while files of that are committed replaces it in Dropbox, ${way}`, async (t) => {
    const { held } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => {
        one.disk.hands.remove(`${inT}/sub`)
        one.disk.hands.write(`${inT}/sub`, 'a file')
      },
    )
    t.deepEqual(held, { ...old, 'T/sub': 'a file' })
  })

  test(`another folder that replaces a new one while files of that are committed is what both sides have, ${way}`, async (t) => {
    const { held } = await whileCommitted(
      way,
      (one) => write(one, twenty('T/sub')),
      ({ one }) => {
        one.disk.hands.rename(`${inT}/sub`, `${inT}/sub2`)
        write(one, { 'T/sub/g00': 'another text', 'T/sub/own': 'own' })
      },
    )
    const other = { 'T/sub/': '', 'T/sub/g00': 'another text', 'T/sub/own': 'own' }
    t.deepEqual(held, { ...old, ...other, ...twenty('T/sub2') })
  })
}

test('a new folder that gets other capitals while its files are committed keeps them, after the delta has told', async (t) => {
  const { held, asked } = await whileCommitted(
    'after the delta has told',
    (one) => write(one, twenty('T/sub')),
    ({ one }) => one.disk.hands.rename(`${inT}/sub`, `${inT}/SUB`),
  )
  t.deepEqual(held, { ...old, ...twenty('T/SUB') })
  t.deepEqual(asked, ['move /T/sub /T/SUB'])
})
