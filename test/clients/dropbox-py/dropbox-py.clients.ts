import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { processIdentity } from '../../../runtime/agent/process/process-identity.ts'
import { type DropboxBox, isSynced, linkedBox } from '../../cli/dropbox/linked-box.ts'
import { type DropboxPy, dropboxPy } from './dropbox-py.ts'

/** A linked box, its agent running if `--start` is among the words, and Dropbox's own script on it. */
async function boxWithScript(
  t: ExecutionContext,
  words: readonly string[] = [],
): Promise<{ box: DropboxBox; py: DropboxPy }> {
  const box = await linkedBox(t, words)
  const run = await dropboxPy(box)
  const py: DropboxPy = (typed, options) => {
    for (const word of typed.slice(0, 1)) used.add(word)
    return run(typed, options)
  }
  return { box, py }
}

/** The commands that were run. */
const used = new Set<string>()

/** What the script prints when all is well. */
const prints = (stdout: string, exitCode = 0) => ({ stdout, stderr: '', exitCode })

test.serial('the script starts the agent, tells of it, and stops it', async (t) => {
  const { box, py } = await boxWithScript(t)
  const pidFile = join(box.home, '.dropbox', 'dropbox.pid')
  const nothing = ['status', 'stop', 'exclude', 'ls', 'filestatus', 'lansync']
  for (const verb of nothing) t.deepEqual(await py([verb]), prints("Dropbox isn't running!"), verb)
  t.deepEqual(await py(['running']), prints(''))

  t.deepEqual(await py(['start']), prints('Starting Dropbox...Done!'))
  t.deepEqual(await py(['start']), prints('Dropbox is already running!'))
  t.deepEqual(await py(['start', '-i']), prints('Dropbox is already running!'))
  t.deepEqual(await py(['running']), prints('', 1))
  const { pid } = await box.reports(isSynced)
  t.is(Number(readFileSync(pidFile, 'utf8')), pid)
  t.deepEqual(await py(['status']), prints('Up to date'))
  const { version } = await box.reports(() => true)
  t.deepEqual(
    await py(['version']),
    prints(`Dropbox daemon version: ${version}\nDropbox command-line interface version: 2019.02.14`),
  )

  t.deepEqual(await py(['stop']), prints('Dropbox daemon stopped.'))
  t.is(processIdentity(pid), undefined)
  t.false(existsSync(join(box.home, '.dropbox')))
  t.deepEqual(await py(['running']), prints(''))
  t.deepEqual(await py(['start']), prints('Starting Dropbox...Done!'))

  const second = await box.reports(({ pid }) => pid > 0)
  process.kill(second.pid, 'SIGKILL')
  await box.until(() => processIdentity(second.pid) === undefined)
  t.true(existsSync(pidFile))
  t.deepEqual(await py(['status']), prints("Dropbox isn't running!"))
  t.deepEqual(await py(['running']), prints(''))
  t.deepEqual(await py(['start']), prints('Starting Dropbox...Done!'))
  t.deepEqual(await py(['running']), prints('', 1))

  const third = await box.reports(({ pid }) => pid > 0 && pid !== second.pid)
  process.kill(third.pid, 'SIGSTOP')
  // Beside it the script shows that it waits.
  t.is((await py(['status'])).stdout, "Dropbox isn't responding!")
  process.kill(third.pid, 'SIGCONT')
  await box.parts('uninstall', 'dropbox')
  t.deepEqual(
    await py(['start']),
    prints(
      'Starting Dropbox...\nThe Dropbox daemon is not installed!\nRun "dropbox start -i" to install the daemon',
    ),
  )
})

test.serial('the script shows how files stand, and chooses what syncs', async (t) => {
  const { box, py } = await boxWithScript(t, ['--start'])
  await box.put('/Docs/b.txt', 'b')
  await box.put('/Photos/raw/c.txt', 'c')
  mkdirSync(join(box.workspace, 'inner'))
  writeFileSync(join(box.workspace, 'inner', 'd.txt'), 'd')
  await box.reports(isSynced)
  symlinkSync(box.workspace, join(box.folder, 'Code'))
  const here = { cwd: box.folder }
  await box.until(async () => (await py(['exclude'], here)).stdout === 'Excluded: \nDocs\nPhotos')
  t.deepEqual(await py(['exclude', 'list'], here), prints('Excluded: \nDocs\nPhotos'))
  t.deepEqual(
    await py(['exclude', 'remove', 'Docs', 'Photos'], here),
    prints('No longer excluded: \nDocs\nPhotos'),
  )
  t.deepEqual(await py(['exclude'], here), prints('No directories are being ignored.'))
  t.deepEqual(
    await py(['exclude', 'add', 'raw'], { cwd: join(box.folder, 'Photos') }),
    prints('Excluded: \nraw'),
  )
  t.deepEqual(await py(['exclude'], here), prints('Excluded: \nPhotos/raw'))
  t.deepEqual(
    await py(['exclude', 'add', '/etc'], here),
    prints(`Couldn't get ignore set: /etc is not in your Dropbox folder (${box.folder}).`),
  )

  writeFileSync(join(box.folder, '.hidden'), 'x')
  writeFileSync(join(box.folder, 'bad\\name'), 'x')
  writeFileSync(join(box.folder, '.mignore'), '*.tmp\n')
  writeFileSync(join(box.folder, 'Docs', 'e.tmp'), 'x')
  await box.dropbox('rescan')
  await box.reports((report) => isSynced(report) && report.problems === 1 && report.mappings.length === 1)
  t.deepEqual(
    await py(['filestatus', 'Docs', 'Docs/b.txt', 'Docs/e.tmp', 'bad\\name', 'nowhere', '/etc'], here),
    prints(
      [
        'Docs:       up to date',
        'Docs/b.txt: up to date',
        'Docs/e.tmp: ignored',
        'bad\\name:   unsyncable',
        "nowhere:    File doesn't exist",
        '/etc:       unwatched',
      ].join('\n'),
    ),
  )
  t.deepEqual(await py(['stat', 'inner/d.txt'], { cwd: box.workspace }), prints('inner/d.txt: up to date'))
  const listed = async (...words: string[]) => (await py(words, here)).stdout.split('\n')
  t.deepEqual(await listed('filestatus', '-l'), ['bad\\name', 'Code', 'Docs', 'Photos'])
  const all = ['.dropbox.cache', '.hidden', '.mignore', 'bad\\name', 'Code', 'Docs', 'Photos']
  t.deepEqual(await listed('filestatus', '-l', '-a'), all)
  t.deepEqual(await listed('ls'), ['bad\\name', 'Code', 'Docs', 'Photos'])
  t.deepEqual(await listed('ls', 'Docs'), ['b.txt', 'e.tmp'])
})

test.serial('the script sets what can be set, and helps', async (t) => {
  const { box, py } = await boxWithScript(t, ['--start'])
  await box.reports(isSynced)
  t.deepEqual(await py(['throttle', '1000', 'unlimited']), prints('set'))
  const { bandwidth } = await box.reports(() => true)
  t.deepEqual(bandwidth, { download: 1000, upload: 'unlimited' })
  t.is((await box.dropbox('throttle')).stdout, 'download 1000 KB/s\nupload unlimited')
  t.regex(
    (await py(['throttle', 'unlimited', 'auto'])).stdout,
    /^Couldn't set bandwidth limits: "auto" is not known/,
  )
  t.deepEqual(await py(['throttle', 'unlimited', 'unlimited']), prints('set'))

  const secret = ['manual', 'socks5', 'proxy.example', '1080', 'ann', 'a long password']
  for (const words of [['none'], secret, ['auto']]) t.deepEqual(await py(['proxy', ...words]), prints('set'))
  t.is((await box.dropbox('proxy')).stdout, 'auto')
  t.regex(
    (await py(['proxy', 'manual', 'http', 'http://p', '1'])).stdout,
    /^Couldn't set proxy: Give the name or address of the proxy/,
  )

  await box.put('/shared.txt', 'x')
  const url = await py(['sharelink', 'Dropbox/shared.txt'])
  t.regex(url.stdout, /^https:\/\/www\.dropbox\.com\/scl\/fi\/\S+$/)
  t.is((await py(['puburl', 'Dropbox/shared.txt'])).stdout, url.stdout)
  t.regex((await py(['sharelink', 'Dropbox/none'])).stdout, /^Couldn't get shared link: There is no "\/none"/)

  for (const word of ['y', 'n']) {
    t.deepEqual(await py(['lansync', word]), prints(''))
    t.deepEqual(await py(['autostart', word]), prints(''))
  }
  t.regex(
    (await py(['help'])).stdout,
    /^Dropbox command-line interface\n[\s\S]*\n sharelink +get a shared link/,
  )
  t.regex((await py(['help', 'status'])).stdout, /^dropbox status\n/)
  // It asks before it downloads Dropbox's own daemon.
  const update = await py(['update'], { input: 'n\n' })
  t.regex(update.stdout, /^\nDropbox is the easiest way to share and store your files online\. .*\[y\/n\] $/s)
  t.deepEqual([update.exitCode, update.stderr], [0, ''])
})

test.serial('another Dropbox that runs there is left to the script, and the agent says so', async (t) => {
  const { box, py } = await boxWithScript(t)
  const daemon = spawn('sleep', ['600'], { argv0: '/home/ann/.dropbox-dist/dropboxd', stdio: 'ignore' })
  t.teardown(() => void daemon.kill('SIGKILL'))
  mkdirSync(join(box.home, '.dropbox'))
  writeFileSync(join(box.home, '.dropbox', 'dropbox.pid'), `${daemon.pid}`)
  await box.dropbox('start')
  await box.reports(isSynced)
  t.regex(
    (await box.dropbox('status')).stdout,
    /^Up to date\nAnother Dropbox \(process \d+\) has .*dropbox\.pid, so that /,
  )
  t.deepEqual(await py(['status']), prints("Dropbox isn't running!"))
  t.deepEqual(await py(['running']), prints('', 1))
  await box.dropbox('stop')
  t.is(readFileSync(join(box.home, '.dropbox', 'dropbox.pid'), 'utf8'), `${daemon.pid}`)
})

test.serial('every command that the script lists was run', async (t) => {
  const { py } = await boxWithScript(t)
  const { stdout } = await py(['help'])
  const listed = [...stdout.matchAll(/^ (\w+) {2,}\S/gm)].map((match) => match[1] ?? '')
  t.true(listed.length >= 15)
  t.deepEqual(
    listed.filter((name) => !used.has(name)),
    [],
  )
})
