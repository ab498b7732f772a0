import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Emulator } from '../../../emulator/server.ts'
import { openControl } from '../../../runtime/agent/client.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { linkHere } from '../init/link-here.ts'
import { emulatorFor, isSynced, linkedBox } from './linked-box.ts'

/** The paths of the files in the top folder of a Dropbox; what an agent keeps there for itself has names that begin with a dot. */
async function filesIn({ url, issueToken }: Emulator): Promise<string[]> {
  const answer = await fetch(`${url}/2/files/list_folder`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${issueToken().access_token}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ path: '' }),
  })
  const { entries } = (await answer.json()) as { entries: { path_display: string }[] }
  return entries.map(({ path_display }) => path_display).filter((path) => !path.startsWith('/.'))
}

test('two configurations sync two accounts, each in a folder of its own by an agent of its own', async (t) => {
  const box = await linkedBox(t, ['--sync-all', '--start'])
  const other = await emulatorFor(t)
  const environment = {
    ...box.env,
    DROPBOX_API_URL: other.url,
    DROPBOX_REFRESH_TOKEN: other.issueToken().refresh_token,
  }
  const within = (folder: string) =>
    linkHere(['--yes', '--config', 'work', '--folder', folder], environment, box.home)
  await t.throwsAsync(within(join(box.folder, 'inside')), { message: /Dropbox folder of another config/ })
  t.deepEqual(await linkHere(['--yes', '--sync-all', '--config=work'], environment, box.home), [])

  t.is((await box.parts('status')).stdout, 'dropbox      RUNNING\ndropbox@work STOPPED')
  const started = await box.run('parts', ['start', 'dropbox@work'], { env: { DROPBOX_API_URL: other.url } })
  t.deepEqual(started, {
    stdout: '=> Starting dropbox@work...\n=> Started: dropbox@work',
    stderr: '',
    exitCode: 0,
  })
  const folder = join(box.home, 'Dropbox (work)')
  writeFileSync(join(box.folder, 'mine.txt'), 'mine')
  writeFileSync(join(folder, 'theirs.txt'), 'theirs')
  await box.reports(({ files, status }) => files === 1 && status.state === 'up-to-date')
  await box.until(async () => {
    await using control = await openControl(boxPaths({ ...box.env, DROPBOX_CONFIG: 'work' }))
    const report = await control.report()
    return report.files === 1 && isSynced(report)
  })
  t.is((await box.dropbox('status', '--config', 'work')).stdout, 'Up to date')
  const reported = JSON.parse((await box.here('--config', 'work', 'status', '--json')).stdout)
  t.is(reported.folder, folder)
  t.deepEqual(await filesIn(box.emulator), ['/mine.txt'])
  t.deepEqual(await filesIn(other), ['/theirs.txt'])

  // Only one can stand for Dropbox in this home.
  t.true(existsSync(boxPaths(box.env).commandSocketFile))
  t.is((await box.parts('autostart', 'add', 'dropbox@work')).exitCode, 0)
  t.is((await box.parts('autostart', 'list')).stdout, 'dropbox@work')
  t.is((await box.parts('stop', 'dropbox@work')).exitCode, 0)
  t.is((await box.here('running')).exitCode, 0)
  t.is((await box.here('running', '--config', 'work')).exitCode, 1)

  await box.parts('start', 'dropbox@work')
  const purged = await box.parts('purge', 'dropbox')
  t.is(purged.exitCode, 0, purged.stderr)
  t.regex(purged.stdout, /^=> Stopping dropbox\.\.\.\n=> Stopping dropbox@work\.\.\.$/m)
  t.false(existsSync(join(box.home, '.parts', 'var', 'dropbox@work')))
  t.is(readFileSync(join(folder, 'theirs.txt'), 'utf8'), 'theirs')
})

test('a configuration that is not there, or cannot be, is told', async (t) => {
  const box = await linkedBox(t)
  const said = async (program: string, ...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.run(program, words)
    t.is(stdout, '')
    return [exitCode, stderr]
  }
  t.deepEqual(await said('dropbox', 'status', '--config'), [2, '--config needs the name of a configuration.'])
  t.deepEqual(await said('dropbox', 'exclude', '--config', '../x'), [
    2,
    '"../x" cannot be the name of a configuration: up to 20 letters, digits, "-" and "_" can.',
  ])
  t.deepEqual(await said('dropbox', 'exclude', '--config', 'wrok'), [
    2,
    'There is no configuration "wrok". "dropbox_init --config wrok" makes it.',
  ])
  t.deepEqual(await said('parts', 'start', 'dropbox@wrok'), [
    1,
    'parts: ERROR: There is no configuration "wrok": "dropbox_init --config wrok" makes it\nAborting!',
  ])
  mkdirSync(join(box.home, '.parts', 'var', 'dropbox@not a name'))
  t.is((await box.parts('status')).stdout, 'dropbox STOPPED')
})
