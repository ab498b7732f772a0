import test from 'ava'
import { mappingOf, placeInDropbox, rootOf, typedFromHere } from '../../../../cli/dropbox/typed/location.ts'

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
  t.throws(() => placeInDropbox('../a\nb', from('/home/ann')), { message: /^"\.\.\/a\\nb" is not/ })
})

test('places are shown as they would be typed', (t) => {
  t.is(typedFromHere('/Photos', from('/volumes/ann/Dropbox')), 'Photos')
  t.is(typedFromHere('/Photos', from('/volumes/ann')), 'Dropbox/Photos')
  t.is(typedFromHere('/MyProject/build', from('/home/ann/workspace')), 'build')
  t.is(typedFromHere('/MyProject/build', from('/volumes/ann/Dropbox')), 'MyProject/build')
  t.is(typedFromHere('/myproject/build', from('/home/ann/workspace/src')), '../build')
  t.is(typedFromHere('', from('/volumes/ann/Dropbox')), '.')
})

test('a place in a linked folder is found on the box, however its link is spelled', (t) => {
  const { name, target } = box.mappings[0] ?? t.fail()
  const locations = from('/tmp')
  t.deepEqual(mappingOf('/myproject/src/a', locations), { name, target, place: `${target}/src/a` })
  t.deepEqual(mappingOf('/MyProject', locations), { name, target, place: target })
  t.is(mappingOf('/MyProject2/a', locations), undefined)
  t.is(mappingOf('', locations), undefined)
  t.deepEqual(rootOf('/myproject/src/a', locations), {
    ...{ place: `/${name}`, folder: target },
    below: '/src/a',
  })
  t.deepEqual(rootOf('/myproject', locations), { place: `/${name}`, folder: target, below: '' })
  t.deepEqual(rootOf('/Photos/a', locations), {
    ...{ place: '', folder: '/volumes/ann/Dropbox' },
    below: '/Photos/a',
  })
})
