import test from 'ava'
import { linkedBox, unlinkedBox } from './linked-box.ts'

test('revisions are told without an agent, the newest first, of a deleted file too', async (t) => {
  const box = await linkedBox(t)
  for (const content of ['one', 'two', 'three!']) await box.put('/Notes/a.txt', content)
  const { stdout, stderr, exitCode } = await box.here('revs', '/notes/a.txt')
  t.deepEqual([stderr, exitCode], ['', 0])
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d'
  t.regex(
    stdout,
    new RegExp(
      `^[0-9a-f]{9,} {2}${time} {2}6 bytes {2,4}current\n[0-9a-f]{9,} {2}${time} {2}3 bytes\n[0-9a-f]{9,} {2}${time} {2}3 bytes$`,
    ),
  )
  const newest = await box.here('revs', 'Dropbox/Notes/a.txt', '--limit', '1')
  t.regex(newest.stdout, /^.*current\nThere are older ones: "dropbox revs --limit 10" shows more\.$/)

  await box.remove('/Notes/a.txt')
  t.regex(
    (await box.here('revs', '/Notes/a.txt')).stdout,
    new RegExp(
      `^"/Notes/a\\.txt" was deleted on ${time}\\. "dropbox restore" brings it back\\.\n(?!.*current)`,
      's',
    ),
  )
  const json = JSON.parse((await box.here('revs', '/Notes/a.txt', '--json')).stdout)
  t.deepEqual(Object.keys(json), ['path', 'deleted', 'more', 'revisions'])
  t.is(typeof json.deleted.at, 'number')
  t.deepEqual(Object.keys(json.revisions[0]), ['rev', 'at', 'bytes', 'modified', 'hash', 'by', 'current'])
  t.like(json.revisions[0], { bytes: 6, by: null, current: false })

  for (const [path, said] of [
    ['/Notes', '"/Notes" is a folder. Dropbox keeps revisions of files; name one.'],
    ['/', '"/" is a folder. Dropbox keeps revisions of files; name one.'],
    ['/none', 'Dropbox has no revisions of "/none".'],
  ] as const)
    t.deepEqual(await box.here('revs', path), { stdout: '', stderr: said, exitCode: 2 })
  t.is((await box.here('revs', '/Notes/a.txt', '--limit', '0')).exitCode, 2)
})

test('without a link there is nobody to ask', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await box.here('revs', '/a')
  t.is(stdout, '')
  t.is(stderr, 'This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.')
  t.is(exitCode, 1)
})
