import test from 'ava'
import { listPaths } from '../../../../cli/dropbox/approve/list-paths.ts'

function filesIn(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${folder}/${index}`)
}

const every = '  "dropbox approve --all" shows every name.'

test('few paths are all named, in order, and made visible', (t) => {
  t.deepEqual(listPaths(['/b', '/a\n/c', '/a']), ['  /a', '  /a\\n/c', '  /b'])
})

test('of many, folders stand for what is in them, and a folder that goes as a whole for itself', (t) => {
  const paths = [
    ...filesIn('/Papers/2024', 700),
    '/Papers',
    '/Papers/2024',
    ...filesIn('/src/lib', 30),
    '/src/a',
  ]
  t.deepEqual(listPaths(paths, 10), [
    '  /Papers with the 701 files and folders in it',
    '  /src/a',
    '  30 files and folders in /src/lib',
    every,
  ])
})

test('the fullest folders are opened first, as far as the lines last', (t) => {
  const paths = [...filesIn('/a', 100), ...filesIn('/b/x', 6), ...filesIn('/b/y', 6)]
  t.deepEqual(listPaths(paths, 3), [
    '  100 files and folders in /a',
    '  6 files and folders in /b/x',
    '  6 files and folders in /b/y',
    every,
  ])
})

test('many files at the top are counted', (t) => {
  t.deepEqual(listPaths(filesIn('', 100), 5), ['  100 files and folders in the Dropbox folder', every])
})

test('a path is nowhere left out: the numbers add up', (t) => {
  const paths = Array.from({ length: 5000 }, (_, index) => `/${index % 7}/${index % 31}/${index}`)
  const counted = listPaths(paths, 40)
    .slice(0, -1)
    .map((line) => Number(/^ {2}([\d,]+) files/.exec(line)?.[1]?.replace(',', '') ?? 1))
  t.is(
    counted.reduce((sum, one) => sum + one, 0),
    5000,
  )
  t.true(counted.length <= 40)
})
