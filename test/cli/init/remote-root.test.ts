import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { AgentReport } from '../../../runtime/agent/control.ts'
import { inTurn } from '../../installed/in-turn.ts'
import { isSynced, unlinkedBox } from '../dropbox/linked-box.ts'
import { initHere } from './person.ts'

test('a box is linked with a folder of Dropbox from a template, which every command takes for all of it, until a person decides otherwise', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Org/S/readme.txt', 'of the space')
  await box.put('/secret.txt', 'beside it')
  const { refresh_token: token } = box.emulator.issueToken()
  const values = { DROPBOX_ROOT_ORG: 'Org', DROPBOX_ROOT_SPACE: 'S' }
  const words = ['--yes', '--remote-root', '/{org}/{space}']

  const unset = await initHere(box, words, { DROPBOX_REFRESH_TOKEN: token, DROPBOX_ROOT_ORG: 'Org' })
  t.regex(unset.stderr, /needs a value for \{space\}: set DROPBOX_ROOT_SPACE\.$/)
  t.is(unset.exitCode, 1)
  t.false(existsSync(box.folder))

  const linked = await initHere(box, [...words, '--json', '--sync-all', '--start'], {
    DROPBOX_REFRESH_TOKEN: token,
    ...values,
  })
  t.like(JSON.parse(linked.stdout), { linked: true, remoteRoot: '/Org/S' })
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.is(readFileSync(join(box.folder, 'readme.txt'), 'utf8'), 'of the space')
  writeFileSync(join(box.folder, 'new.txt'), 'from here')
  t.like(await box.here('wait'), { exitCode: 0 })
  t.is((await box.here('ls', '--remote')).stdout, 'new.txt\nreadme.txt')
  t.is((await box.here('cat', 'new.txt')).stdout, 'from here')
  t.like(JSON.parse((await box.here('sharelink', 'new.txt', '--json')).stdout), { path: '/new.txt' })
  t.like(JSON.parse((await box.here('status', '--json')).stdout), { remoteRoot: '/Org/S' })

  // What it was linked with stands, where the variables are not set any more.
  await box.here('stop')
  await box.here('start')
  await box.reports((report) => isSynced(report) && report.files === 2)

  // Another value is told, and nothing is synced before a person decides.
  await box.here('stop')
  Object.assign(box.env, values, { DROPBOX_ROOT_SPACE: 'Other' })
  await box.here('start')
  const halted = ({ status }: AgentReport) =>
    status.state === 'halted' && status.halts.some(({ reason }) => reason === 'remote-root-changed')
  t.true(halted(await box.reports(halted)))
  t.regex((await initHere(box, ['--yes'])).stderr, /was synced with the folder \/Org\/S of Dropbox/)
  const terminal = await inTurn(t, box, ['dropbox_init', 'dropbox_init'])
  for (const [key, exitCode] of [
    ['Enter', 1],
    ['C-c', 130],
  ] as const) {
    await terminal.shows(/Sync what is here with .* from now on\? \(y\/N\)/s)
    await terminal.press(key)
    t.is((await terminal.next()).exitCode, exitCode)
  }
  const taken = await initHere(box, ['--yes', '--take-over'])
  t.is(taken.exitCode, 0)
  await box.reports((report) => isSynced(report) && report.files === 2)
  t.is((await box.here('ls', '--remote')).stdout, 'new.txt\nreadme.txt')

  // The folder is deleted in Dropbox: nothing is deleted here, and it is made anew when a person says so.
  await box.remove('/Org/Other')
  const missing = ({ status }: AgentReport) =>
    status.state === 'halted' && status.halts.some(({ reason }) => reason === 'remote-root-missing')
  t.true(missing(await box.reports(missing)))
  t.is(readFileSync(join(box.folder, 'new.txt'), 'utf8'), 'from here')
  t.is((await initHere(box, ['--yes', '--take-over'])).exitCode, 0)
  await box.reports((report) => isSynced(report) && report.files === 2)
  t.is((await box.here('cat', 'new.txt')).stdout, 'from here')
})

test('an agent that nobody linked by hand fixes the folder that the platform names, at its first listing', async (t) => {
  const box = await unlinkedBox(t)
  const platform = join(box.home, 'platform.json')
  writeFileSync(platform, '{"remoteRoot": "/{env:LAB}", "locked": ["remoteRoot"]}')
  Object.assign(box.env, {
    DROPBOX_PLATFORM_CONFIG: platform,
    DROPBOX_REFRESH_TOKEN: box.emulator.issueToken().refresh_token,
  })
  t.regex((await box.here('start')).stderr, /needs a value for \{env:LAB\}: set LAB\.$/)
  t.is((await initHere(box, ['--yes', '--remote-root', '/mine'], { LAB: 'Lab' })).exitCode, 1)
  box.env['LAB'] = 'Lab'
  t.is((await box.here('start')).exitCode, 0)
  await box.reports(isSynced)
  const fixed = JSON.parse(
    readFileSync(join(box.home, '.parts', 'var', 'dropbox', 'remote-root.json'), 'utf8'),
  )
  t.is(fixed.path, '/Lab')
  t.is((await box.here('ls', '--remote')).exitCode, 0)
  delete box.env['DROPBOX_REFRESH_TOKEN']
})
