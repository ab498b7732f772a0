import test from 'ava'
import { findTooManyFiles } from '../../../../runtime/core/safety/too-many-files.ts'

function filesIn(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${folder}/${index}`)
}

const packages = Array.from({ length: 20 }, (_, index) =>
  filesIn(`/app/node_modules/p${index}/lib`, 5),
).flat()

const cases: readonly (readonly [that: string, paths: readonly string[], folders: Record<string, number>])[] =
  [
    ['one folder is named that holds nearly all', packages, { '/app/node_modules': 100 }],
    [
      'a few files elsewhere do not hide it',
      [...packages, ...filesIn('/papers', 6)],
      { '/app/node_modules': 100 },
    ],
    [
      'of several the fullest come first, each as deep as it holds them',
      [...filesIn('/a/b/c', 30), ...filesIn('/d', 50), ...filesIn('/e', 20)],
      { '/d': 50, '/a/b/c': 30, '/e': 20 },
    ],
    ['files at the top are at the top', filesIn('', 40), { '': 40 }],
    [
      'five are named at most',
      ['/1', '/2', '/3', '/4', '/5', '/6', '/7'].flatMap((folder, index) => filesIn(folder, 10 + index)),
      { '/7': 16, '/6': 15, '/5': 14, '/4': 13, '/3': 12 },
    ],
  ]

for (const [that, paths, folders] of cases)
  test(that, (t) => {
    const found = findTooManyFiles(paths, 30)
    t.deepEqual(found, {
      files: paths.length,
      limit: 30,
      folders: Object.entries(folders).map(([path, files]) => ({ path, files })),
    })
  })

test('as many as the limit pass, and one more does not', (t) => {
  t.is(findTooManyFiles(filesIn('/a', 30), 30), undefined)
  t.is(findTooManyFiles(filesIn('/a', 31), 30)?.files, 31)
})

test('a hundred thousand files, deep ones too, are counted without trouble', (t) => {
  const deep = `/${Array.from({ length: 200 }, (_, index) => `d${index}`).join('/')}`
  const found = findTooManyFiles([...filesIn('/a', 100_000), ...filesIn(deep, 10)], 1000)
  t.deepEqual(found?.folders, [{ path: '/a', files: 100_000 }])
})
