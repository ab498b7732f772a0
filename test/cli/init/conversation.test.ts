import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, unlinkedBox } from '../dropbox/linked-box.ts'
import { addressIn, allow } from './person.ts'

test('a person links a box, chooses, maps the workspace and starts, without any flag', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Music/song.mp3', 'la'.repeat(50_000))
  await box.put('/Photos/2024/a.jpg', 'a')
  await box.put('/Photos/2025/b.jpg', 'b')
  await box.put('/myproject/notes.txt', 'from Dropbox')
  await box.put('/todo.txt', 'milk')
  mkdirSync(join(box.workspace, '.git'))
  writeFileSync(join(box.workspace, 'main.c'), 'int main() {}')

  const terminal = await inTerminal(t, box, 'dropbox_init')
  const url = addressIn(await terminal.shows('Code:')) ?? ''
  await terminal.press('Enter')
  await terminal.shows('Ctrl-C ends this, and nothing is kept.')
  await terminal.type('nonsense')
  await terminal.press('Enter')
  await terminal.shows('Dropbox did not accept that code.')
  await terminal.type(await allow(url))
  await terminal.press('Enter')

  const list = await terminal.shows('What should sync to this computer?')
  t.regex(list, /[\d.]+ [GMT]B are free here/)
  for (const line of [
    /◯ Music\/ +97\.7 KB, 1 file$/m,
    /◯ myproject\/ +12 bytes, 1 file$/m,
    /◯ Photos\/ +2 bytes, 2 files$/m,
    /◯ todo\.txt +4 bytes$/m,
  ])
    t.regex(list, line)
  t.notRegex(list, /◉/)
  await terminal.press('Down', 'Down', 'Space', 'Enter')

  await terminal.shows(/Sync your workspace \(.*\) with a folder in Dropbox\? \(y\/N\)/s)
  await terminal.press('y', 'Enter')
  const warned = await terminal.shows('Its name in Dropbox: (workspace)')
  t.regex(warned.replaceAll('\n', ''), /Warning: \S+\/workspace is a Git repository\./)
  await terminal.type('todo.txt')
  await terminal.press('Enter')
  await terminal.shows('Dropbox holds a file "todo.txt". Give another name.')
  await terminal.press('C-u')
  await terminal.type('myproject')
  await terminal.press('Enter')
  await terminal.shows('Start Dropbox now? (Y/n)')
  await terminal.press('Enter')
  await terminal.shows('Start Dropbox each time this box boots? (Y/n)')
  await terminal.press('n', 'Enter')

  const { screen, exitCode } = await terminal.ended()
  t.regex(
    screen.replaceAll('\n', ''),
    /Dropbox has a folder "myproject" already \(1 file\)\. It is joined with/,
  )
  t.regex(
    screen,
    /\nTrying to exclude folders, please wait\.\.\.\nStarting Dropbox\.\.\.Done!\nThis computer is now linked to Dropbox\. Welcome Freddy$/,
  )
  t.is(exitCode, 0)
  t.is(readlinkSync(join(box.folder, 'myproject')), box.workspace)
  t.false(existsSync(join(box.home, 'startup.sh')))
  await box.reports((report) => isSynced(report) && report.files === 4)
  t.is(readFileSync(join(box.workspace, 'notes.txt'), 'utf8'), 'from Dropbox')
  t.is((await box.here('exclude', '--json')).stdout, '["/Music","/todo.txt"]')
})

test('without an app key a person is told how to make an app, and asked for its key, which is kept', async (t) => {
  const box = await unlinkedBox(t)
  box.env['DROPBOX_APP_KEY'] = ''
  const terminal = await inTerminal(t, box, 'dropbox_init')
  const explained = await terminal.shows('App key:')
  t.true(explained.includes('https://www.dropbox.com/developers/apps/create'))
  await terminal.type('no key!')
  await terminal.press('Enter')
  await terminal.shows('An app key has only letters and digits')
  await terminal.press('C-u')
  await terminal.type('mistyped')
  await terminal.press('Enter')
  await terminal.shows(/press Enter alone: the key is asked for again\..*\? Code:\s*$/s)
  await terminal.press('Enter')
  await terminal.shows(/\? App key:\s*$/)
  await terminal.type('mineown123')
  await terminal.press('Enter')
  const asked = await terminal.shows(/✔ App key: mineown123.*\? Code:\s*$/s)
  const url = addressIn(asked.slice(asked.indexOf('mineown123'))) ?? ''
  t.is(new URL(url).searchParams.get('client_id'), 'mineown123')
  await terminal.type(await allow(url))
  await terminal.press('Enter')
  await terminal.shows('with a folder in Dropbox?')
  await terminal.press('Enter')
  await terminal.shows('Start Dropbox now?')
  await terminal.press('n', 'Enter')
  await terminal.shows('each time this box boots?')
  await terminal.press('n', 'Enter')
  const { exitCode } = await terminal.ended()
  t.is(exitCode, 0)
  const configuration = JSON.parse(
    readFileSync(join(box.home, '.parts', 'etc', 'dropbox', 'config.json'), 'utf8'),
  )
  t.deepEqual(configuration, { appKey: 'mineown123' })
})

test('five wrong codes end the conversation', async (t) => {
  const box = await unlinkedBox(t)
  const terminal = await inTerminal(t, box, 'dropbox_init')
  for (let attempt = 1; attempt <= 5; attempt++) {
    await terminal.shows(/\? Code:\s*$/)
    await terminal.type(`wrong${attempt}`)
    await terminal.press('Enter')
    await terminal.shows(`✔ Code: wrong${attempt}`)
  }
  const { screen, exitCode } = await terminal.ended()
  t.regex(screen.replaceAll('\n', ' '), /Dropbox did not accept the code\. Run "dropbox_init" again/)
  t.is(exitCode, 1)
})

test('colours are left out where NO_COLOR is set', async (t) => {
  const box = await unlinkedBox(t)
  box.env['NO_COLOR'] = '1'
  const terminal = await inTerminal(t, box, 'dropbox_init | cat -v')
  t.notRegex(await terminal.shows('oauth2/authorize'), /\^\[\[/)
})
