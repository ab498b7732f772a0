import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { inTurn } from '../../installed/in-turn.ts'
import { isSynced, linkedBox } from './linked-box.ts'

test('a terminal shows what goes on and asks, and Ctrl-C ends either without doing anything', async (t) => {
  const box = await linkedBox(t, ['--start'])
  await box.put('/Music/song.mp3', 'la'.repeat(1_000_000))
  await box.put('/plan.txt', 'one')
  await box.put('/plan.txt', 'two')
  await box.reports(isSynced)
  const terminal = await inTurn(t, box, [
    'dropbox activity -f',
    'dropbox log -f -n 1',
    'dropbox wait',
    'dropbox put ~/Dropbox/small.txt /sent.txt',
    'dropbox sync add /Music',
    'dropbox trash empty',
    'dropbox trash empty',
    'dropbox trash empty',
    'dropbox proxy manual http 127.0.0.1 9 ann -',
    'dropbox proxy manual http 127.0.0.1 9 ann -',
    'dropbox restore /plan.txt',
    'dropbox restore /plan.txt --yes',
    'dropbox restore /plan.txt --json',
    'dropbox choose --json',
    'dropbox sharelink create /plan.txt --password --json',
    'dropbox proxy manual http 127.0.0.1 9 ann - --json',
  ])
  await terminal.shows(/^Up to date/)
  writeFileSync(join(box.folder, 'small.txt'), 'small')
  await terminal.shows(/^uploaded: \/small\.txt\nUp to date/)
  await box.here('throttle', '40', '40')
  writeFileSync(join(box.folder, 'large.bin'), 'x'.repeat(6_000_000))
  await terminal.shows(
    /^uploaded: \/small\.txt\nSyncing.*\nup +\[#+\.+\] +\d+% .* of 5\.7 MB +\/large\.bin$/m,
  )
  await terminal.press('C-c')
  // What was drawn is gone, what was told stays.
  const activity = await terminal.next()
  t.regex(activity.screen, /^uploaded: \/small\.txt\s*(\^C)?$/)
  t.is(activity.exitCode, 130)

  await terminal.shows(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S/)
  writeFileSync(join(box.folder, 'next.txt'), 'next')
  await terminal.shows(/synced action=uploaded path=\/next\.txt/)
  await terminal.press('C-c')
  t.is((await terminal.next()).exitCode, 130)

  await terminal.shows(/Syncing/)
  await terminal.press('C-c')
  t.is((await terminal.next()).exitCode, 130)

  box.emulator.configure({ faults: [{ route: 'files/upload', kind: 'slow', delay: 60_000 }] })
  await terminal.shows('Sending /sent.txt: 5 bytes')
  await terminal.press('C-c')
  t.is((await terminal.next()).exitCode, 130)
  t.is((await box.here('ls', '--remote', '/sent.txt')).exitCode, 2)
  box.emulator.configure({ faults: [] })

  await terminal.shows(/Coming down: [\d.]+ \S+ of 1\.9 MB, 0 of 1 file/)
  await terminal.press('C-c')
  const added = await terminal.next(async () => {
    await box.here('throttle', 'unlimited', 'unlimited')
    await box.here('wait')
    await box.here('sync', 'remove', '/Music')
    await box.here('wait')
  })
  t.regex(added.screen, /^Synced:\nDropbox\/Music\n(\^C)?It goes on by itself\.$/)
  t.is(added.exitCode, 0)

  for (const [keys, exitCode, end] of [
    [['C-c'], 130, /\(y\/N\)/],
    [['n', 'Enter'], 1, /\nNothing was deleted\.$/],
    [['y', 'Enter'], 0, /\nDeleted 0 files, 0 bytes\.\n1 file that came /],
  ] as const) {
    await terminal.shows(/^1 file, 1\.9 MB in the trash would be deleted for good\.\n.*\(y\/N\)/)
    await terminal.press(...keys)
    const emptied = await terminal.next()
    t.regex(emptied.screen, end)
    t.is(emptied.exitCode, exitCode)
  }

  await terminal.shows('Password of the proxy')
  await terminal.press('C-c')
  t.is((await terminal.next()).exitCode, 130)
  t.is((await box.here('proxy')).stdout, 'auto')
  await terminal.shows('Password of the proxy')
  await terminal.type('a long one')
  t.notRegex(await terminal.shows('**********'), /a long one/)
  await terminal.press('Enter')
  t.like(await terminal.next(), { exitCode: 0 })
  t.is((await box.here('proxy')).stdout, 'manual http 127.0.0.1 9 ann (with a password)')
  await box.here('proxy', 'auto')

  await terminal.shows('Which revision?')
  await terminal.press('C-c')
  t.is((await terminal.next()).exitCode, 130)
  t.is((await box.here('cat', '/plan.txt')).stdout, 'two')

  // Nobody is to be asked, or who reads JSON is no person.
  const nobody = /^(Name a revision of "\/plan\.txt"|Nobody is there to choose\.|A password is missing: )/
  for (let asked = 0; asked < 5; asked++) {
    const { screen, exitCode } = await terminal.next()
    t.regex(screen, nobody)
    t.is(exitCode, 2)
  }
})
