import { existsSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { AgentReport } from '../../../runtime/agent/control.ts'
import { inTurn } from '../../installed/in-turn.ts'
import { loseNetwork } from '../../installed/no-network.ts'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, link, linkedBox, unlinkedBox } from '../dropbox/linked-box.ts'
import { addressIn, allow, initHere, linkByPipe } from './person.ts'

const alreadyLinked = 'This computer is already linked to Dropbox, as Freddy (freddy@example.com).'

test('a box that is linked says so, and nothing changes without a wish', async (t) => {
  const box = await linkedBox(t)
  t.deepEqual(await box.dropboxInit(), { stdout: alreadyLinked, stderr: '', exitCode: 0 })
  t.deepEqual(await initHere(box, ['--yes']), { stdout: alreadyLinked, stderr: '', exitCode: 0 })
  t.deepEqual(JSON.parse((await initHere(box, ['--json'])).stdout), {
    linked: true,
    account: { name: 'Freddy', email: 'freddy@example.com' },
    folder: box.folder,
    running: false,
  })
})

test('flags change a link, without an agent and with one', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  await box.put('/Music/song.mp3', 'la')
  await link(t, box, [])
  const { stdout, exitCode } = await initHere(box, [
    '--yes',
    '--sync',
    'photos',
    '--map',
    'workspace=w',
    '--start',
  ])
  t.is(stdout, `${alreadyLinked}\nLinked: ${box.folder}/w -> ${box.workspace}\nStarting Dropbox...Done!`)
  t.is(exitCode, 0)
  t.is(readlinkSync(join(box.folder, 'w')), box.workspace)
  await box.until(() => existsSync(join(box.folder, 'Photos', 'a.jpg')))

  t.is((await initHere(box, ['--yes', '--sync-all', '--autostart'])).exitCode, 0)
  await box.until(() => existsSync(join(box.folder, 'Music', 'song.mp3')))
  t.is((await box.parts('autostart', 'list')).stdout, 'dropbox')
})

test('without a network a linked box is linked all the same', async (t) => {
  const box = await linkedBox(t)
  await loseNetwork(t, box.emulator)
  t.deepEqual(await initHere(box, ['--yes']), { stdout: alreadyLinked, stderr: '', exitCode: 0 })
})

test('the Dropbox folder of a linked box is not moved', async (t) => {
  const box = await linkedBox(t)
  const { stderr, exitCode } = await initHere(box, ['--yes', '--folder', 'elsewhere'])
  t.is(stderr, `The Dropbox folder is ${box.folder}; it cannot be moved while it is linked.`)
  t.is(exitCode, 1)
  t.is((await initHere(box, ['--yes', '--folder', 'Dropbox'])).exitCode, 0)
})

test('a person is offered what can be changed', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Music/song.mp3', 'la')
  await box.put('/Photos/a.jpg', 'a')
  await link(t, box, ['--sync', 'Photos', '--map', 'workspace=myproject'])
  const terminal = await inTerminal(t, box, 'dropbox_init')
  const offered = await terminal.shows('What would you like to change?')
  for (const line of [
    alreadyLinked,
    'Choose what syncs',
    'Sync another folder of this computer',
    'Start Dropbox now',
    'Start Dropbox each time this box boots',
  ])
    t.true(offered.includes(line), line)
  await terminal.press('Enter')
  await terminal.shows(/◯ Music\/[^\n]*\n[^\n]*◉ Photos\//)
  await terminal.press('Space', 'Down', 'Space', 'Enter')
  await terminal.shows('Trying to exclude folders, please wait...')
  await terminal.shows(/❯ Choose what syncs/)
  await terminal.press('Down', 'Down', 'Enter')
  await terminal.shows('Starting Dropbox...Done!')
  await terminal.shows(/❯ Choose what syncs/)
  await terminal.press('Down', 'Down', 'Down', 'Enter')
  const { exitCode } = await terminal.ended()
  t.is(exitCode, 0)
  t.is((await box.here('exclude', '--json')).stdout, '["/Photos"]')
  await box.until(() => existsSync(join(box.folder, 'Music', 'song.mp3')))
})

test('a link that was revoked at Dropbox is made anew, and goes on where it was', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  await link(t, box, ['--sync', 'Photos', '--map', 'workspace=myproject', '--start'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.reports((report) => isSynced(report) && report.files === 2)
  const { contentBytesDown, contentBytesUp } = box.emulator.stats()
  await fetch(`${box.emulator.url}/emulator/tokens/revoke`, { method: 'POST' })
  await box.here('rescan')
  await box.reports(({ status }) => status.state === 'unlinked')

  const { stdout, stderr, exitCode } = await linkByPipe(box, ['--yes'])
  t.is(
    stdout.split('\n')[0],
    'Dropbox no longer accepts the link of this computer. Link it anew: what was synced goes on where it was.',
  )
  t.false(stdout.includes("isn't linked to any Dropbox account yet"))
  t.is(stdout.split('\n').at(-1), 'This computer is now linked to Dropbox. Welcome Freddy')
  t.deepEqual([stderr, exitCode], ['', 0])
  await box.reports((report) => isSynced(report) && report.files === 2)
  t.like(box.emulator.stats(), { contentBytesDown, contentBytesUp })
})

test('a revoked link is found out where the agent has not met it yet', async (t) => {
  const box = await linkedBox(t, ['--start'])
  await box.reports(isSynced)
  // Waiting for changes needs no token, so that the agent goes on to say that all is well.
  await fetch(`${box.emulator.url}/emulator/tokens/revoke`, { method: 'POST' })
  t.is((await box.here('status')).stdout, 'Up to date')
  const { stdout, stderr, exitCode } = await linkByPipe(box, ['--json'])
  t.like(JSON.parse(stdout), { linked: true, account: { name: 'Freddy' } })
  t.regex(stderr, /^Dropbox no longer accepts the link of this computer\./)
  t.is(exitCode, 0)
  await box.reports(isSynced)
})

test('without a network a linked box with an agent is linked all the same', async (t) => {
  const box = await linkedBox(t, ['--start'])
  await box.reports(isSynced)
  await loseNetwork(t, box.emulator)
  t.deepEqual(await initHere(box, ['--yes']), { stdout: alreadyLinked, stderr: '', exitCode: 0 })
})

test('another account than before is refused, and everything stays', async (t) => {
  const box = await unlinkedBox(t)
  await link(t, box, ['--map', 'workspace=myproject'])
  const other = box.emulator.createAccount({ displayName: 'Mallory', email: 'mallory@example.com' })
  const credentials = join(box.home, '.parts', 'var', 'dropbox', 'credentials.json')
  rmSync(credentials)
  const refused = await linkByPipe(box, ['--yes'], (url) => allow(url, other.id))
  t.is(
    refused.stderr,
    'You signed in as Mallory (mallory@example.com), but the files on this computer are synced with another Dropbox account. Sign in with that one, or forget it first with "parts purge dropbox"; that deletes no files.',
  )
  t.is(refused.exitCode, 1)
  t.false(existsSync(credentials))
  t.is(box.emulator.stats().routes['auth/token/revoke'], 1)

  t.is((await linkByPipe(box, ['--yes'])).exitCode, 0)
  t.is(JSON.parse(readFileSync(credentials, 'utf8')).app_key, 'emulatorappkey0')
})

test('what another account left in the Dropbox folder is not taken up unasked, even when all else is forgotten', async (t) => {
  const box = await unlinkedBox(t)
  await link(t, box, ['--map', 'workspace=myproject'])
  writeFileSync(join(box.workspace, 'secret.txt'), 'of Freddy')
  const state = join(box.home, '.parts', 'var', 'dropbox')
  const other = box.emulator.createAccount({ displayName: 'Mallory', email: 'mallory@example.com' })
  const asMallory = (url: string) => allow(url, other.id)
  rmSync(state, { recursive: true })
  const refused = await linkByPipe(box, ['--yes', '--sync-all', '--start'], asMallory)
  t.is(
    refused.stderr,
    `${box.folder} was synced with another Dropbox account than Mallory (mallory@example.com), so nothing was linked. Move away what is there, name another folder ("--folder PATH"), or sync it with this account ("--take-over").`,
  )
  t.is(refused.exitCode, 1)
  t.false(existsSync(join(state, 'credentials.json')))

  // Nor by an agent that has its credentials from the environment.
  const { refresh_token: token } = box.emulator.issueToken({ account: other.id })
  const env = { DROPBOX_REFRESH_TOKEN: token }
  t.is((await box.run('dropbox', ['start'], { env })).exitCode, 0)
  const halted = ({ status }: AgentReport) =>
    status.state === 'halted' && status.halts.some(({ reason }) => reason === 'account-changed')
  t.true(halted(await box.reports(halted)))
  await box.here('stop')
  rmSync(state, { recursive: true })

  // The first account goes on as before.
  t.is((await linkByPipe(box, ['--yes'])).exitCode, 0)
  rmSync(state, { recursive: true })
  // At a terminal a person is asked; no is what Enter alone answers.
  const terminal = await inTurn(t, box, ['dropbox_init', 'dropbox_init'])
  const answering = async (...keys: string[]) => {
    const shown = await terminal.shows('Code:')
    await terminal.type(await asMallory(addressIn(shown) ?? ''))
    await terminal.press('Enter')
    await terminal.shows(/Sync what is there, .* with Mallory \(mallory@example\.com\)\? \(y\/N\)/s)
    await terminal.press(...keys)
  }
  await answering('Enter')
  const declined = await terminal.next()
  t.regex(declined.screen.replaceAll('\n', ' '), /so nothing was linked\./)
  t.is(declined.exitCode, 1)
  await answering('y', 'Enter')
  await terminal.shows('Start Dropbox now?')
  await terminal.press('C-c')
  t.is((await terminal.next()).exitCode, 130)
  t.false(existsSync(join(state, 'credentials.json')))
  t.is((await linkByPipe(box, ['--yes', '--take-over'], asMallory)).exitCode, 0)
  rmSync(state, { recursive: true })
  t.is((await linkByPipe(box, ['--yes'])).exitCode, 1)
  t.is((await linkByPipe(box, ['--yes', '--folder', 'Other'])).exitCode, 0)
})

test('credentials of another account than the box was synced with are not used', async (t) => {
  const box = await unlinkedBox(t)
  await link(t, box, [])
  const other = box.emulator.createAccount({ displayName: 'Mallory' })
  const { refresh_token: token } = box.emulator.issueToken({ account: other.id })
  const { stderr, exitCode } = await initHere(box, ['--yes'], { DROPBOX_REFRESH_TOKEN: token })
  t.regex(stderr, /belongs to another Dropbox account than the one this computer is synced with\./)
  t.is(exitCode, 1)
})
