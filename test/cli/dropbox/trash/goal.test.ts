import test from 'ava'
import { goalOf } from '../../../../cli/dropbox/trash/goal.ts'
import { typedFromHere } from '../../../../cli/dropbox/typed/location.ts'

const box = {
  folder: '/home/ann/Dropbox',
  realFolder: '/home/ann/Dropbox',
  mappings: [{ name: 'MyProject', target: '/home/ann/workspace' }],
}
const from = (currentFolder: string) => ({ ...box, currentFolder })

const goals: [to: string, place: string, currentFolder: string, goal: string][] = [
  ['new.txt', '/Papers/old.txt', '/home/ann', '/Papers/new.txt'],
  ['Dropbox/Papers/new.txt', '/Papers/old.txt', '/home/ann', '/Papers/new.txt'],
  ['Dropbox/new.txt', '/Papers/old.txt', '/home/ann', '/new.txt'],
  ['Dropbox/MyProject/new.txt', '/MyProject/old.txt', '/home/ann', '/MyProject/new.txt'],
  ['/home/ann/workspace/a/new.txt', '/MyProject/old.txt', '/tmp', '/MyProject/a/new.txt'],
  ['/home/ann/Dropbox/new.txt', '/old.txt', '/tmp', '/new.txt'],
  ['/Papers/new.txt', '/old.txt', '/tmp', '/Papers/new.txt'],
  ['./new.txt', '/MyProject/old.txt', '/home/ann/workspace/a', '/MyProject/a/new.txt'],
  ['../new.txt', '/myproject/old.txt', '/home/ann/workspace/a', '/MyProject/new.txt'],
  ['Dropbox/Papers/', '/old.txt', '/home/ann', '/Papers/old.txt'],
  ['Dropbox/', '/Papers/old.txt', '/home/ann', '/old.txt'],
  ['Dropbox/undefined', '/old.txt', '/home/ann', '/undefined'],
]

for (const [to, place, currentFolder, goal] of goals)
  test(`${place} is restored to ${to} in ${currentFolder}: "${goal}"`, (t) => {
    t.is(goalOf(to, place, from(currentFolder)), goal)
  })

test('what "dropbox trash list" shows of a place names it', (t) => {
  for (const currentFolder of ['/', '/tmp', '/home/ann', '/home/ann/Dropbox/Papers', '/home/ann/workspace'])
    for (const place of ['/Papers/a/new.txt', '/MyProject/a/new.txt']) {
      const shown = typedFromHere(place, from(currentFolder))
      const old = place.replace('new', 'old')
      t.is(goalOf(shown, old, from(currentFolder)), place, `${shown} in ${currentFolder}`)
    }
})

test('a place in another root, or no place for a file, is refused with the form that is right', (t) => {
  const refused = (to: string, place: string) =>
    t.throws(() => goalOf(to, place, from('/home/ann')), { name: 'UsageError' }).message
  t.is(
    refused('Dropbox/new.txt', '/MyProject/old.txt'),
    'It can come back only in the folder that it was taken from. Name a place in /MyProject/, such as "Dropbox/MyProject/NAME", or a name without a slash.',
  )
  t.regex(refused('workspace/new.txt', '/a/old.txt'), /outside of linked folders, such as "Dropbox\/a\/NAME"/)
  t.regex(refused('Dropbox/MyProject', '/old.txt'), /only in the folder that it was taken from/)
  t.regex(refused('Other', '/MyProject'), /only in the folder that it was taken from/)
  t.regex(refused('../elsewhere/new.txt', '/old.txt'), /is not in your Dropbox folder/)
  t.regex(refused('Dropbox/.dropbox.cache/new.txt', '/old.txt'), /cannot be the name of a file that syncs/)
  t.regex(refused('', '/old.txt'), /cannot be the name of a file that syncs/)
  t.regex(refused('new.txt', ''), /The Dropbox folder itself cannot/)
})
