import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, link, unlinkedBox } from './linked-box.ts'

test('a person ticks what is to sync, searches, and takes something back', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Music/song.mp3', 'la'.repeat(50_000))
  await box.put('/Photos/2024/a.jpg', 'a')
  await box.put('/Photos/raw/b.raw', 'bb')
  await box.put('/todo.txt', 'milk')
  await link(t, box, ['--sync', 'todo.txt', 'Photos/2024'])
  await box.here('start')
  await box.reports((report) => isSynced(report) && report.files === 2)

  // So that there is something to be seen of it coming down.
  await box.here('throttle', '40', 'unlimited')
  const terminal = await inTerminal(t, box, 'dropbox choose')
  const list = await terminal.shows('❯ Done')
  t.regex(list, /What should sync to this computer\? 0 bytes come, [\d.]+ [GMT]B are free\./)
  for (const line of [
    /❯ Done$/m,
    /◯ What appears in Dropbox later$/m,
    /◯ Music\/ +97\.7 KB$/m,
    /◐ Photos\/ +3 bytes$/m,
    /◉ Photos\/2024\/ +1 byte$/m,
    /◯ Photos\/raw\/ +2 bytes$/m,
    /◉ todo\.txt +4 bytes$/m,
  ])
    t.regex(list, line)
  await terminal.press('Down', 'Down', 'Enter')
  await terminal.shows(/97\.7 KB come.*❯ ◉ Music/s)
  await terminal.type('todo')
  await terminal.shows(/Search: todo\n {2}Done\n|Search: todo\n❯ Done\n/)
  await terminal.press('Down', 'Down', 'Enter')
  await terminal.shows(/4 bytes leave.*❯ ◯ todo\.txt/s)
  await terminal.press('C-u')
  await terminal.shows(/Search:\n/)
  await terminal.press('Up', 'Up', 'Up', 'Up', 'Up', 'Up', 'Up')
  await terminal.shows('❯ Done')
  await terminal.press('Enter')
  await terminal.shows(/Coming down: [\d.]+ \S+ of 97\.7 KB, 0 of 1 file/)
  const { screen, exitCode } = await terminal.ended()
  t.is(screen.trim(), 'Synced:\nDropbox/Music\nNo longer on this computer:\nDropbox/todo.txt')
  t.is(exitCode, 0)
  await box.until(() => existsSync(join(box.folder, 'Music', 'song.mp3')))
  await box.until(() => !existsSync(join(box.folder, 'todo.txt')))
  t.true(existsSync(join(box.folder, 'Photos', '2024', 'a.jpg')))

  // Ctrl-C leaves everything as it was.
  writeFileSync(join(box.folder, 'mine.txt'), 'mine')
  const again = await inTerminal(t, box, 'dropbox choose')
  await again.shows('❯ Done')
  await again.press('Down', 'Enter')
  await again.shows('◉ What appears in Dropbox later')
  await again.press('C-c')
  t.is((await again.ended()).exitCode, 130)
  t.is(JSON.parse((await box.here('sync', '--json')).stdout).newFolders, 'exclude')
})

test('without a terminal it says what does the same', async (t) => {
  const box = await unlinkedBox(t)
  t.deepEqual(await box.here('choose'), {
    stdout: '',
    stderr:
      'Nobody is there to choose. "dropbox sync add" and "dropbox sync remove" do it without questions.',
    exitCode: 2,
  })
})
