import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, linkedBox } from './linked-box.ts'

const said = (stdout: string, exitCode = 0) => ({ stdout, stderr: '', exitCode })

test('how files stand is told of any files, and of those in a folder', async (t) => {
  const box = await linkedBox(t)
  t.is((await box.here('filestatus', '.')).exitCode, 3)
  t.regex(
    (await box.here('ls')).stderr,
    /^Dropbox isn't running, and how files stand is known only while it runs\./,
  )
  writeFileSync(join(box.workspace, 'B.txt'), 'b')
  writeFileSync(join(box.workspace, 'a.txt'), 'a')
  writeFileSync(join(box.workspace, '.hidden'), 'x')
  symlinkSync('/etc/hostname', join(box.workspace, 'outside'))
  writeFileSync(Buffer.concat([Buffer.from(`${box.workspace}/z`), Buffer.from([0xe9])]), 'x')
  await box.here('symlink', 'add', box.workspace, 'Code')
  // The option by which dropbox.py installs changes nothing.
  t.deepEqual(await box.here('start', '-i'), said('Starting Dropbox...Done!'))
  await box.reports((report) => isSynced(report) && report.problems === 2)
  const files = ['a.txt', '../Dropbox/Code/B.txt', 'outside', 'nowhere', '/etc']
  const asScript = [
    'a.txt:                 up to date',
    '../Dropbox/Code/B.txt: up to date',
    'outside:               unsyncable',
    "nowhere:               File doesn't exist",
    '/etc:                  unwatched',
  ].join('\n')
  t.deepEqual(await box.hereIn(box.workspace, 'filestatus', ...files), said(asScript, 1))
  t.deepEqual(await box.hereIn(box.workspace, 'stat', ...files), said(asScript, 1))
  const [first, , third, fourth] = JSON.parse(
    (await box.hereIn(box.workspace, 'filestatus', ...files, '--json')).stdout,
  )
  t.deepEqual(first, { path: join(box.workspace, 'a.txt'), status: 'up to date' })
  t.deepEqual([third.status, fourth.status], ['unsyncable', null])

  const inFolder = (...words: string[]) => box.hereIn(box.workspace, ...words)
  const [cache, ...others] = (await inFolder('filestatus')).stdout.split('\n')
  t.is(cache, '.dropbox.cache: ignored')
  t.deepEqual(others, [
    '.hidden:        up to date',
    'a.txt:          up to date',
    'B.txt:          up to date',
    'outside:        unsyncable',
    'z\\xe9:          unsyncable',
  ])
  t.deepEqual(await inFolder('ls'), said('a.txt\nB.txt\noutside\nz\\xe9'))
  t.deepEqual(
    await inFolder('filestatus', '-l', '-a'),
    said('.dropbox.cache\n.hidden\na.txt\nB.txt\noutside\nz\\xe9'),
  )
  t.deepEqual(await inFolder('ls', 'B.txt', '.'), said('B.txt\n\n.:\na.txt\nB.txt\noutside\nz\\xe9'))
  t.is((await inFolder('ls', 'nowhere')).exitCode, 1)
})
