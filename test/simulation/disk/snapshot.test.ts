import test from 'ava'
import { newDisk, writeThrough } from './new-disk.ts'

test('the whole disk goes back to what it was, with the very inodes and times', async (t) => {
  const { disk, clock } = newDisk()
  disk.hands.write('/home/a/f', 'old')
  disk.hands.link('/home/a/f', '/home/g')
  disk.hands.symlink('g', '/home/link')
  const [tree, stats] = [disk.hands.tree('/'), disk.hands.stats('/home/g')]
  const { used, count } = disk.volume('/')
  const saved = disk.snapshot()
  for (const round of [1, 2]) {
    clock.now += 1000
    disk.hands.write('/home/g', `newer ${round}`)
    disk.hands.remove('/home/a')
    disk.hands.write('/home/more', 'more')
    disk.restore(saved)
    t.deepEqual(disk.hands.tree('/'), tree)
    t.deepEqual(disk.hands.stats('/home/g'), stats)
    t.is(stats?.links, 2)
    t.deepEqual([disk.volume('/').used, disk.volume('/').count], [used, count])
  }
})

test('a folder goes back alone, and what was moved out of it stays', async (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/project/f', 'old')
  disk.hands.write('/home/project/kept', 'kept')
  disk.hands.write('/home/index', 'old')
  const saved = disk.snapshot('/home/project')
  disk.hands.rename('/home/project/f', '/home/f')
  disk.hands.write('/home/project/new', 'new')
  disk.hands.write('/home/index', 'new')
  const moved = disk.hands.stats('/home/f')
  disk.restore(saved)
  t.deepEqual(disk.hands.tree('/home'), {
    'project/': '',
    'project/f': 'old',
    'project/kept': 'kept',
    index: 'new',
    f: 'old',
  })
  t.is(disk.hands.stats('/home/f')?.inode, moved?.inode)
  t.not(disk.hands.stats('/home/project/f')?.inode, moved?.inode, 'no number is there twice')
})

test('files that are put back as by a backup program are other inodes with the same times of change', async (t) => {
  const { disk, clock } = newDisk()
  disk.hands.write('/home/project/f', 'old')
  const before = disk.hands.stats('/home/project/f')
  const saved = disk.snapshot('/home/project')
  clock.now += 1000
  disk.restore(saved, 'new')
  const after = disk.hands.stats('/home/project/f')
  t.is(after?.modified, before?.modified)
  t.true((after?.changed ?? 0) > (before?.changed ?? 0) && after?.inode !== before?.inode)
})

test('mounted volumes go back with the disk, or stay as they are when only what they are mounted on does', async (t) => {
  const { disk } = newDisk()
  disk.hands.mkdir('/home/project')
  disk.mount('/home/project')
  disk.hands.write('/home/project/f', 'old')
  disk.hands.write('/home/index', 'old')
  const [whole, outer] = [disk.snapshot(), disk.snapshot('/home/project')]
  disk.hands.write('/home/project/f', 'new')
  disk.hands.write('/home/index', 'new')
  disk.restore({ ...whole, folders: whole.folders.slice(0, 1) })
  t.deepEqual(disk.hands.tree('/home'), { 'project/': '', 'project/f': 'new', index: 'old' })
  disk.restore(outer)
  t.is(disk.hands.text('/home/project/f'), 'old')
  disk.hands.write('/home/project/f', 'newest')
  disk.restore(whole)
  t.deepEqual(disk.hands.tree('/home'), { 'project/': '', 'project/f': 'old', index: 'old' })
})

test('what is open when a disk goes back stays open without a name', async (t) => {
  const { disk } = newDisk()
  const files = disk.files()
  const saved = disk.snapshot()
  await writeThrough(files, '/home/f', 'content')
  const { used } = disk.volume('/')
  const file = await files.openFile('/home/f', 'write')
  disk.restore(saved)
  t.is((await file.stats()).links, 0)
  await file.write(new TextEncoder().encode('more'), 0)
  t.is(await files.lstat('/home/f'), undefined)
  await file.close()
  t.is(disk.volume('/').used, used - 4096)
})

test('what has been put back survives a power cut', (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/f', 'old')
  const saved = disk.snapshot()
  disk.hands.remove('/home/f')
  disk.restore(saved)
  disk.losePower({ changes: 'none', contents: 'empty' })
  t.is(disk.hands.text('/home/f'), 'old')
})
