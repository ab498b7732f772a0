import test from 'ava'
import { createFlights, type Transfer } from '../../../runtime/engine/flights.ts'
import { createProgress } from '../../../runtime/engine/progress.ts'

const untold = { began: () => undefined, ended: () => undefined, moved: () => undefined }

function upload(path: string, size: number): Transfer {
  const local = {
    kind: 'file',
    name: '',
    hash: '',
    size,
    modified: 0,
    changed: 0,
    inode: 0,
    born: 0,
  } as const
  return { kind: 'upload', path, display: path, over: undefined, local }
}

function download(path: string, size: number): Transfer {
  const remote = {
    kind: 'file',
    name: '',
    id: '',
    rev: '',
    hash: '',
    size,
    modified: 0,
    downloadable: true,
  } as const
  return { kind: 'download', path, display: path, over: undefined, remote }
}

test('what is under way is counted as it begins, moves and ends', (t) => {
  let now = 0
  const progress = createProgress({ now: () => 0, monotonic: () => now, sleep: async () => undefined })
  t.is(progress.status(), undefined)
  const [up, down] = [upload('/up', 1000), download('/down', 500)]
  progress.began(up)
  t.like(progress.status(), { files: 1, bytes: 1000, direction: 'up', secondsLeft: undefined })
  progress.began(down)
  now = 1000
  progress.moved(up, 600)
  t.like(progress.status(), { files: 2, bytes: 900, direction: 'both' })
  progress.moved(up, 600)
  t.like(progress.status(), { files: 2, bytes: 500, secondsLeft: 3 })
  progress.ended(up)
  t.like(progress.status(), { files: 1, bytes: 500, direction: 'down' })
  now = 10_000
  t.like(progress.status(), { secondsLeft: undefined })
  progress.ended(down)
  t.is(progress.status(), undefined)
})

test('a flight knows of changes that Dropbox tells of its path, and of what takes along all that is below a folder', (t) => {
  const flights = createFlights(untold)
  const told = (path: string): boolean | undefined => flights.at(path)?.remoteMoved
  for (const path of ['/a/b/file', '/a/other', '/ab']) flights.begin(upload(path, 1))
  flights.remoteChanged('/a', false)
  flights.remoteChanged('/a/b/file', false)
  t.deepEqual([told('/a/b/file'), told('/a/other'), told('/ab')], [true, false, false])
  flights.remoteChanged('/a', true)
  t.deepEqual([told('/a/other'), told('/ab')], [true, false])
})
