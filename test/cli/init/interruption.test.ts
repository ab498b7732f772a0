import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { inTerminal, type TerminalSession } from '../../installed/terminal.ts'
import { type DropboxBox, link, unlinkedBox } from '../dropbox/linked-box.ts'
import { addressIn, allow, linkByPipe } from './person.ts'
import { isTakenBack, isUntouched } from './untouched.ts'

/** The questions of dropbox_init in their order, each with the keys that answer it. */
const questions: { shows: string; answer: (terminal: TerminalSession) => Promise<void> }[] = [
  {
    shows: 'Code:',
    answer: async (terminal) => {
      await terminal.type(await allow(addressIn(await terminal.screen()) ?? ''))
      await terminal.press('Enter')
    },
  },
  { shows: 'What should sync to this computer?', answer: (terminal) => terminal.press('Space', 'Enter') },
  { shows: 'with a folder in Dropbox?', answer: (terminal) => terminal.press('y', 'Enter') },
  { shows: 'Its name in Dropbox:', answer: (terminal) => terminal.press('Enter') },
  { shows: 'Start Dropbox now?', answer: (terminal) => terminal.press('y', 'Enter') },
  { shows: 'each time this box boots?', answer: (terminal) => terminal.press('y', 'Enter') },
]

async function conversationUntil(
  t: ExecutionContext,
  box: DropboxBox,
  last: number,
): Promise<TerminalSession> {
  await box.put('/Photos/a.jpg', 'a')
  const terminal = await inTerminal(t, box, 'dropbox_init')
  for (const [index, { shows, answer }] of questions.entries()) {
    await terminal.shows(shows)
    if (index === last) break
    await answer(terminal)
  }
  return terminal
}

for (const [index, { shows }] of questions.entries()) {
  test(`Ctrl-C at "${shows}" leaves nothing, here or at Dropbox`, async (t) => {
    const box = await unlinkedBox(t)
    const terminal = await conversationUntil(t, box, index)
    await terminal.press('C-c')
    const { screen, exitCode } = await terminal.ended()
    t.is(exitCode, 130)
    t.regex(screen, /Stopped\. Nothing was changed on this computer\.$/m)
    isUntouched(t, box)
    if (index > 0) isTakenBack(t, box)
    t.is((await box.here('running')).exitCode, 1)
  })
}

test('Ctrl-C while Dropbox is asked for the code leaves nothing', async (t) => {
  const box = await unlinkedBox(t)
  box.emulator.configure({ faults: [{ route: 'oauth2/token', kind: 'timeout' }] })
  const terminal = await conversationUntil(t, box, 0)
  await terminal.type(await allow(addressIn(await terminal.screen()) ?? ''))
  await terminal.press('Enter')
  await terminal.shows('Linking this computer')
  await terminal.press('C-c')
  t.is((await terminal.ended()).exitCode, 130)
  isUntouched(t, box)
})

test('Ctrl-C while Dropbox is listed leaves nothing', async (t) => {
  const box = await unlinkedBox(t)
  const terminal = await conversationUntil(t, box, 0)
  box.emulator.configure({ faults: [{ route: 'files/list_folder', kind: 'timeout' }] })
  await terminal.type(await allow(addressIn(await terminal.screen()) ?? ''))
  await terminal.press('Enter')
  await terminal.shows('Listing your Dropbox')
  await terminal.press('C-c')
  t.is((await terminal.ended()).exitCode, 130)
  isUntouched(t, box)
  isTakenBack(t, box)
})

test('a closed terminal leaves nothing', async (t) => {
  const box = await unlinkedBox(t)
  const terminal = await conversationUntil(t, box, 4)
  await terminal.close()
  const state = join(box.home, '.parts', 'var', 'dropbox')
  await box.until(() => readdirSync(state).every((name) => !name.startsWith('linking-')))
  isUntouched(t, box)
  isTakenBack(t, box)
})

test('SIGTERM while a script is awaited leaves nothing', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, exitCode } = await box.run('bash', [
    '-c',
    'mkfifo code; exec 3<>code; dropbox_init <&3 & while [ ! -e .parts/var/dropbox ]; do :; done; kill -TERM $!; wait $!; echo "ended with $?"',
  ])
  t.regex(stdout, /ended with 143$/)
  t.is(exitCode, 0)
  isUntouched(t, box)
})

test('a box that was linked stays as it is when a change is called off', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  await link(t, box, ['--sync', 'Photos'])
  const terminal = await inTerminal(t, box, 'dropbox_init')
  await terminal.shows('What would you like to change?')
  await terminal.press('Enter')
  await terminal.shows('What should sync to this computer?')
  await terminal.press('Space', 'C-c')
  t.is((await terminal.ended()).exitCode, 130)
  t.is((await box.here('exclude', '--json')).stdout, '[]')
})

test('what a killed conversation left is cleared away by the next', async (t) => {
  const box = await unlinkedBox(t)
  const terminal = await conversationUntil(t, box, 2)
  const state = join(box.home, '.parts', 'var', 'dropbox')
  const draft = readdirSync(state).find((name) => name.startsWith('linking-')) ?? ''
  process.kill(Number(draft.slice('linking-'.length)), 'SIGKILL')
  t.is((await terminal.ended()).exitCode, 137)
  t.true(existsSync(join(state, draft)))

  t.is((await linkByPipe(box, ['--yes'])).exitCode, 0)
  t.false(existsSync(join(state, draft)))
})

test('a kill after the credentials were written leaves a linked box that goes on without a code', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  await link(t, box, [])
  rmSync(join(box.home, '.parts', 'var', 'dropbox', 'index.db'))
  const { stdout, stderr, exitCode } = await box.dropboxInit('--yes', '--sync', 'Photos', '--start')
  t.is(stdout.split('\n').at(-1), 'This computer is now linked to Dropbox. Welcome Freddy')
  t.deepEqual([stderr, exitCode], ['', 0])
  await box.until(() => existsSync(join(box.folder, 'Photos', 'a.jpg')))
})
