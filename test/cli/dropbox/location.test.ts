import test from 'ava'
import { placeInDropbox, typedFromHere } from '../../../cli/dropbox/location.ts'

const box = {
  folder: '/home/ann/Dropbox',
  realFolder: '/volumes/ann/Dropbox',
  mappings: [{ name: 'MyProject', target: '/home/ann/workspace' }],
}
const from = (currentFolder: string) => ({ ...box, currentFolder })

const places: [typed: string, currentFolder: string, place: string][] = [
  ['Photos', '/volumes/ann/Dropbox', '/Photos'],
  ['Photos/', '/volumes/ann/Dropbox', '/Photos'],
  ['2024', '/volumes/ann/Dropbox/Photos', '/Photos/2024'],
  ['../Music', '/volumes/ann/Dropbox/Photos', '/Music'],
  ['.', '/volumes/ann/Dropbox/Photos', '/Photos'],
  ['.', '/volumes/ann/Dropbox', ''],
  ['/home/ann/Dropbox/Photos', '/tmp', '/Photos'],
  ['/volumes/ann/Dropbox/Photos', '/tmp', '/Photos'],
  ['Dropbox/Photos', '/home/ann', '/Photos'],
  ['Photos', '/home/ann', '/Photos'],
  ['/Photos', '/volumes/ann/Dropbox/Music', '/Photos'],
  ['//Photos///2024/', '/tmp', '/Photos/2024'],
  ['/', '/tmp', ''],
  ['build', '/home/ann/workspace', '/MyProject/build'],
  ['workspace/build', '/home/ann', '/MyProject/build'],
  ['/home/ann/Dropbox2', '/tmp', '/home/ann/Dropbox2'],
]

for (const [typed, currentFolder, place] of places) {
  test(`${typed} in ${currentFolder} means "${place}"`, (t) => {
    t.is(placeInDropbox(typed, from(currentFolder)), place)
  })
}

test('a relative path that leads out of the Dropbox folder is refused', (t) => {
  const refused = { message: /is not in your Dropbox folder/ }
  t.throws(() => placeInDropbox('../other', from('/volumes/ann/Dropbox')), refused)
  t.throws(() => placeInDropbox('../other', from('/home/ann/workspace')), refused)
  t.throws(() => placeInDropbox('../ann/Photos', from('/home/ann')), refused)
})

test('places are shown as they would be typed', (t) => {
  t.is(typedFromHere('/Photos', from('/volumes/ann/Dropbox')), 'Photos')
  t.is(typedFromHere('/Photos', from('/volumes/ann')), 'Dropbox/Photos')
  t.is(typedFromHere('/MyProject/build', from('/home/ann/workspace')), 'build')
  t.is(typedFromHere('/MyProject/build', from('/volumes/ann/Dropbox')), 'MyProject/build')
  t.is(typedFromHere('', from('/volumes/ann/Dropbox')), '.')
})
