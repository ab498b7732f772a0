import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { processIdentity } from '../../../runtime/agent/process/process-identity.ts'
import { dropboxClient } from '../../runtime/agent/command-socket/dropbox-client.ts'
import { isSynced, linkedBox } from './linked-box.ts'

test("a program that speaks as Dropbox's own dropbox.py is answered every command by the installed agent", async (t) => {
  const box = await linkedBox(t)
  await box.put('/Docs/b.txt', 'b')
  await box.put('/Photos/raw/c.txt', 'c')
  await box.here('start')
  const { pid } = await box.reports(isSynced)
  const client = await dropboxClient(join(box.home, '.dropbox', 'command_socket'))
  t.teardown(client.close)
  const { ask } = client
  const folders = ['Docs', 'Photos'].map((name) => join(box.folder, name))
  t.deepEqual(await ask('get_dropbox_status'), { status: ['Up to date'] })
  t.deepEqual(await ask('needs_link'), {})
  t.deepEqual(await ask('get_ignore_set'), { ignore_set: folders })
  t.deepEqual(await ask('ignore_set_remove', { paths: folders }), { removed: folders })
  const file = join(box.folder, 'Docs', 'b.txt')
  await box.until(() => existsSync(file))
  await box.reports(isSynced)
  const raw = join(box.folder, 'Photos', 'raw')
  t.deepEqual(await ask('ignore_set_add', { paths: [raw] }), { ignored: [raw] })
  await box.until(() => !existsSync(raw))
  t.deepEqual(await ask('get_ignore_set'), { ignore_set: [raw] })

  const statusOf = async (path: string) => ask('icon_overlay_file_status', { path })
  t.deepEqual(await statusOf(file), { status: ['up to date'] })
  t.deepEqual(await statusOf('/etc'), { status: ['unwatched'] })
  t.deepEqual(await ask('icon_overlay_context_options', { paths: [file] }), { options: [] })
  t.deepEqual(await ask('get_folder_tag', { path: box.folder }), { tag: [''] })
  t.deepEqual(await ask('get_emblem_paths'), {})
  for (const name of ['get_shared_link', 'get_public_link'])
    t.regex(
      JSON.stringify(await ask(name, { path: file })),
      /^{"link":\["https:\/\/www\.dropbox\.com\/scl\/fi\//,
    )
  // The home is a link to where it is, and dropbox.py passes paths on as they are typed.
  const home = `${box.home}-link`
  symlinkSync(box.home, home)
  t.teardown(() => rmSync(home))
  const byLink = join(home, 'Dropbox', 'Docs', 'b.txt')
  t.deepEqual(await ask('get_shared_link', { path: byLink }), await ask('get_shared_link', { path: file }))
  t.deepEqual(await statusOf(byLink), { status: ['up to date'] })
  const limits = { download_mode: 'manual', download_limit: '900', upload_mode: 'unlimited' }
  t.deepEqual(await ask('set_bandwidth_limits', limits), {})
  t.is((await box.here('throttle')).stdout, 'download 900 KB/s\nupload unlimited')
  t.deepEqual(await ask('set_proxy_settings', { mode: 'none' }), {})
  t.is((await box.here('proxy')).stdout, 'none')
  t.is(statSync(join(box.home, '.parts', 'var', 'dropbox', 'proxy.json')).mode & 0o777, 0o600)
  t.deepEqual(await ask('set_lan_sync', { lansync: 'enabled' }), {})
  t.deepEqual(await ask('anything_else'), { notok: ['No command exists by that name: anything_else.'] })
  t.deepEqual(await statusOf(file), { status: ['up to date'] })

  t.is(await ask('tray_action_hard_exit'), 'ended')
  await box.until(() => processIdentity(pid) === undefined)
  t.false(existsSync(join(box.home, '.dropbox')))
  t.is((await box.here('running')).exitCode, 1)

  // Now another Dropbox has the place.
  const daemon = spawn('sleep', ['600'], { argv0: '/home/ann/.dropbox-dist/dropboxd', stdio: 'ignore' })
  t.teardown(() => void daemon.kill('SIGKILL'))
  mkdirSync(join(box.home, '.dropbox'))
  const pidFile = join(box.home, '.dropbox', 'dropbox.pid')
  writeFileSync(pidFile, `${daemon.pid}`)
  await box.here('start')
  await box.reports(isSynced)
  const { stdout } = await box.here('status')
  t.is(
    stdout,
    `Up to date\nAnother Dropbox (process ${daemon.pid}) has ${pidFile}, so that Dropbox's own dropbox.py does not reach this one.`,
  )
  t.true(JSON.parse((await box.here('status', '--json')).stdout).commandSocket.startsWith('Another Dropbox'))
  await box.here('stop')
  t.is(readFileSync(pidFile, 'utf8'), `${daemon.pid}`)
})
