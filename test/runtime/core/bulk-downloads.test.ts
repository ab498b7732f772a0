import test from 'ava'
import fc from 'fast-check'
import { type BulkLimits, chooseFolders, usualBulk } from '../../../runtime/core/bulk-downloads.ts'
import { isBelow, isWithin, type PathKey } from '../../../runtime/core/path.ts'

interface File {
  readonly path: PathKey
  readonly remote: { readonly size: number }
}

const KiB = 1024
const MiB = 1024 * KiB

/** So many files of a size in a folder. */
function files(folder: PathKey, many: number, size = 2 * KiB): File[] {
  return Array.from({ length: many }, (_, index) => ({ path: `${folder}/${index}`, remote: { size } }))
}

/** What is chosen of a Dropbox that holds the downloads and `others`: so many files of each folder, and those by themselves. */
function chosen(
  downloads: readonly File[],
  others: readonly File[] = [],
  {
    limits = usualBulk,
    mayAsk = () => true,
  }: { limits?: BulkLimits; mayAsk?: (folder: PathKey) => boolean } = {},
): { readonly folders: Record<PathKey, number>; readonly single: number } {
  const all = [...downloads, ...others]
  const count = (folder: PathKey) => {
    const below = all.filter(({ path }) => isBelow(path, folder))
    const folders = new Set(below.flatMap(({ path }) => prefixes(path).filter((at) => isWithin(at, folder))))
    return {
      files: below.length,
      folders: folders.size,
      bytes: below.reduce((sum, { remote }) => sum + remote.size, 0),
    }
  }
  const { folders, single } = chooseFolders(downloads, { count, mayAsk, limits })
  return {
    folders: Object.fromEntries(folders.map(({ path, wanted }) => [path, wanted.length])),
    single: single.length,
  }
}

function prefixes(path: PathKey): PathKey[] {
  const names = path.split('/').slice(1, -1)
  return names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)
}

const spread = (top: PathKey, folders: number, each: number): File[] =>
  Array.from({ length: folders }, (_, index) => files(`${top}/f${index}`, each)).flat()

for (const [what, downloads, others, folders, single] of [
  ['a folder of small files comes in one piece', files('/a', 50), [], { '/a': 50 }, 0],
  ['seven files come by themselves', files('/a', 7), [], {}, 7],
  ['what is at the top comes by itself: of a whole Dropbox there is no zip', files('', 500), [], {}, 500],
  ['the folder as high up as it can be', spread('/a', 50, 20), [], { '/a': 1000 }, 0],
  ['an empty file is a file', files('/a', 20, 0), [], { '/a': 20 }, 0],
  [
    'a large file among small ones comes by itself',
    [...files('/a', 30), ...files('/a/l', 1, 20 * MiB)],
    [],
    {},
    31,
  ],
  [
    'a somewhat large one too, and the rest at once',
    [...files('/a', 500, (200 * KiB) / 20), ...files('/a/l', 1, 300 * KiB)],
    [],
    { '/a': 500 },
    1,
  ],
  ['of 40 files 30 are wanted', files('/a', 30), files('/a/x', 10), { '/a': 30 }, 0],
  ['of 41 files 30 are wanted', files('/a', 30), files('/a/x', 11), {}, 30],
  [
    'what is wanted is a folder below one that is not',
    files('/a/b', 30),
    files('/a/x', 50),
    { '/a/b': 30 },
    0,
  ],
  ['a few large ones nobody wants', files('/a', 100), files('/a/x', 2, MiB), {}, 100],
  [
    'too many entries at the top, and few enough below',
    spread('/a', 6, 1000),
    [],
    Object.fromEntries([0, 1, 2, 3, 4, 5].map((n) => [`/a/f${n}`, 1000])),
    0,
  ],
  [
    'files directly in a folder with too many entries come by themselves',
    [...spread('/a', 6, 1000), ...files('/a', 20)],
    [],
    Object.fromEntries([0, 1, 2, 3, 4, 5].map((n) => [`/a/f${n}`, 1000])),
    20,
  ],
  [
    'more bytes than one piece should have',
    spread('/a', 4, 10).concat(files('/a/b', 300, 250 * KiB)),
    [],
    { '/a/f0': 10, '/a/f1': 10, '/a/f2': 10, '/a/f3': 10 },
    300,
  ],
] as const)
  test(`shared out: ${what}`, (t) => {
    t.deepEqual(chosen(downloads, others), { folders, single })
  })

test('a folder that may not be asked for is gone by, and those in it are looked at', (t) => {
  const downloads = spread('/a', 3, 10)
  const mayAsk = (folder: PathKey): boolean => folder !== '/a' && folder !== '/a/f1'
  t.deepEqual(chosen(downloads, [], { mayAsk }), { folders: { '/a/f0': 10, '/a/f2': 10 }, single: 10 })
})

const tree = fc.uniqueArray(
  fc.record({
    path: fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 })
      .map((names) => `/${names.join('/')}/f`),
    remote: fc.record({ size: fc.nat({ max: 4000 }) }),
  }),
  { selector: ({ path }) => path, maxLength: 60 },
)

test('whatever is shared out, each download is in one place, no folder is in another, and no more than allowed comes in vain', (t) => {
  const limits = { fewestFiles: 2, largestFile: 3000, mostEntries: 40, mostBytes: 50_000, wasted: 0.25 }
  fc.assert(
    fc.property(tree, fc.nat(), (all, cut) => {
      const downloads = all.slice(0, all.length === 0 ? 0 : cut % (all.length + 1))
      const count = (folder: PathKey) => {
        const below = all.filter(({ path }) => isBelow(path, folder))
        return {
          files: below.length,
          folders: 1,
          bytes: below.reduce((sum, { remote }) => sum + remote.size, 0),
        }
      }
      const { folders, single } = chooseFolders(downloads, { count, mayAsk: () => true, limits })
      const paths = [...single, ...folders.flatMap(({ wanted }) => wanted)].map(({ path }) => path)
      t.deepEqual(paths.toSorted(), downloads.map(({ path }) => path).toSorted())
      for (const { path, wanted, below } of folders) {
        t.true(path !== '' && folders.every((other) => !isBelow(other.path, path)))
        t.true(wanted.every((one) => isBelow(one.path, path) && one.remote.size <= limits.largestFile))
        t.true(wanted.length >= limits.fewestFiles && below.entries <= limits.mostEntries)
        const used = wanted.reduce((sum, { remote }) => sum + remote.size + 1024, 0)
        const files = all.filter((one) => isBelow(one.path, path)).length
        t.true(used >= 0.75 * (below.bytes + files * 1024))
      }
    }),
    { numRuns: 500 },
  )
})
