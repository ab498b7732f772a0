import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, unlinkedBox } from '../dropbox/linked-box.ts'
import { initHere } from './person.ts'

test('a member of a team syncs with the team space, and with the own folder alone where the settings say so', async (t) => {
  const box = await unlinkedBox(t)
  const ada = box.emulator.createAccount({ displayName: 'Ada', team: 'Acme' })
  const env = { DROPBOX_REFRESH_TOKEN: box.emulator.issueToken({ account: ada.id }).refresh_token }
  t.is((await initHere(box, ['--yes', '--sync-all', '--start'], env)).exitCode, 0)
  await box.reports(isSynced)
  await box.until(() => existsSync(join(box.folder, 'Ada')))
  writeFileSync(join(box.folder, 'Ada', 'diary.txt'), 'mine')
  t.like(await box.here('wait'), { exitCode: 0 })
  t.is((await box.here('cat', 'Ada/diary.txt')).stdout, 'mine')

  const platform = join(box.home, 'platform.json')
  writeFileSync(platform, '{"pathRoot": "home"}')
  box.env['DROPBOX_CONFIG'] = 'own'
  box.env['DROPBOX_PLATFORM_CONFIG'] = platform
  t.is((await initHere(box, ['--yes', '--sync-all', '--start'], env)).exitCode, 0)
  await box.until(() => existsSync(join(box.home, 'Dropbox (own)', 'diary.txt')))
  t.is(readFileSync(join(box.home, 'Dropbox (own)', 'diary.txt'), 'utf8'), 'mine')
  t.like(await box.here('stop'), { exitCode: 0 })
  // The secrets of a test's box are looked for in its home.
  rmSync(join(box.home, '.parts', 'var', 'dropbox@own', 'credentials.json'))
  delete box.env['DROPBOX_CONFIG']
})
