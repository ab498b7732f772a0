import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { execa } from 'execa'
import { type Box, installedPart } from '../../installed/box.ts'
import { linkTree } from '../../installed/link-tree.ts'
import { pretendOlder, version } from '../../installed/older.ts'
import { inTerminal } from '../../installed/terminal.ts'
import { partsHere } from './parts-here.ts'

/** A box that is linked to a Dropbox which cannot be reached: the agent runs, and waits for the network. */
function linkedBox(t: ExecutionContext): Promise<Box> {
  return installedPart(t, {
    DROPBOX_REFRESH_TOKEN: 'a-refresh-token-of-no-account',
    DROPBOX_APP_KEY: 'key',
    DROPBOX_API_URL: 'http://127.0.0.1:9',
  })
}

/** The process that holds the lock of a box's home. */
function agentOf(box: Box): { pid: number; node: string; folder: string } {
  const { pid } = JSON.parse(
    readFileSync(join(box.home, '.parts', 'var', 'dropbox', 'run', 'holder.json'), 'utf8'),
  )
  return { pid, node: readlinkSync(`/proc/${pid}/exe`), folder: readlinkSync(`/proc/${pid}/cwd`) }
}

const good = (...lines: string[]) => ({ stdout: lines.join('\n'), stderr: '', exitCode: 0 })
const starting = '=> Starting dropbox...'
const stopping = '=> Stopping dropbox...'

test('start, status, stop and restart say what the original says', async (t) => {
  const box = await linkedBox(t)
  const marker = join(box.home, '.parts', '.config', 'autostart', 'dropbox')
  t.deepEqual(await box.parts('start', 'dropbox'), good(starting, '=> Started: dropbox'))
  t.is(readFileSync(marker, 'utf8'), '')
  t.deepEqual(await box.parts('status'), good('dropbox RUNNING'))
  t.deepEqual(await partsHere(box, 'status', '--json'), good('[{"name":"dropbox","status":"running"}]'))
  t.deepEqual(await partsHere(box, 'start', 'dropbox'), {
    stdout: starting,
    stderr: 'parts: Failed to start: dropbox is already running.',
    exitCode: 1,
  })
  t.deepEqual(await box.parts('restart', 'dropbox'), good(stopping, starting, '=> Restarted: dropbox'))
  t.deepEqual(await box.parts('stop', 'dropbox'), good(stopping, '=> Stopped: dropbox'))
  t.false(existsSync(marker))
  t.deepEqual(await partsHere(box, 'status'), good('dropbox STOPPED'))
  t.deepEqual(await partsHere(box, 'stop', 'dropbox'), {
    stdout: stopping,
    stderr: 'parts: Failed to stop: dropbox does not seem to be running.',
    exitCode: 1,
  })
  t.deepEqual(await partsHere(box, 'restart', 'dropbox'), good(starting, '=> Restarted: dropbox'))
})

test('a mark that cannot be cleared does not keep the agent from being stopped', async (t) => {
  const box = await linkedBox(t)
  await partsHere(box, 'start', 'dropbox')
  const marker = join(box.home, '.parts', '.config', 'autostart', 'dropbox')
  // A folder in its place cannot be removed as a file, by root neither.
  rmSync(marker)
  mkdirSync(marker)
  const { stdout, stderr, exitCode } = await partsHere(box, 'stop', 'dropbox')
  t.is(stdout, `${stopping}\n=> Stopped: dropbox`)
  t.regex(stderr, /^parts: Stopped dropbox, but it may start again by itself: .*autostart\/dropbox/)
  t.is(exitCode, 1)
  t.deepEqual(await partsHere(box, 'status'), good('dropbox STOPPED'))
})

test("the agent is the part's own Node.js, holds no folder of the caller, and outlives the terminal that it was started in", async (t) => {
  const box = await linkedBox(t)
  const terminal = await inTerminal(t, box, 'parts start dropbox')
  t.true((await terminal.ended()).screen.includes('=> Started: dropbox'))
  await terminal.close()
  t.deepEqual(await partsHere(box, 'status'), good('dropbox RUNNING'))
  const { node, folder } = agentOf(box)
  t.is(node, join(box.home, '.parts', 'packages', 'dropbox', version, 'node', 'bin', 'node'))
  t.is(folder, '/')
})

test('an agent that cannot start says why, in one line', async (t) => {
  const box = await installedPart(t)
  t.deepEqual(await partsHere(box, 'start', 'dropbox'), {
    stdout: starting,
    stderr:
      'parts: Failed to start: This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.',
    exitCode: 1,
  })
})

test('installing the same again leaves a running agent alone, an upgrade restarts it as the new version', async (t) => {
  const box = await linkedBox(t)
  pretendOlder(box)
  await partsHere(box, 'start', 'dropbox')
  t.regex(agentOf(box).node, /\/dropbox\/0\.0\.9\//)
  const upgraded = await box.parts('install', 'dropbox')
  t.deepEqual([upgraded.stderr, upgraded.exitCode], ['', 0])
  t.deepEqual(upgraded.stdout.split('\n').slice(0, 6), [
    '=> Installing...',
    '=> Activating...',
    stopping,
    `=> Installed dropbox ${version}`,
    starting,
    '=> Restarted: dropbox',
  ])
  const { pid, node } = agentOf(box)
  t.is(node, join(box.home, '.parts', 'packages', 'dropbox', version, 'node', 'bin', 'node'))
  t.is((await partsHere(box, 'list')).stdout, `dropbox (${version})`)
  await box.parts('install', 'dropbox')
  t.is(agentOf(box).pid, pid)
})

test('an upgrade that was cut off before the agent was replaced is completed by installing again', async (t) => {
  const box = await linkedBox(t)
  pretendOlder(box)
  await partsHere(box, 'start', 'dropbox')
  const packages = join('.parts', 'packages', 'dropbox')
  linkTree(join(box.package.home, packages, version), join(box.home, packages, version))
  writeFileSync(join(box.home, '.parts', '.config', 'active', 'dropbox'), version)
  t.true((await box.parts('install', 'dropbox')).stdout.includes('=> Restarted: dropbox'))
  t.is(agentOf(box).node, join(box.home, packages, version, 'node', 'bin', 'node'))
  t.is((await partsHere(box, 'list')).stdout, `dropbox (${version})`)
})

test('an upgrade whose reader goes away still brings the agent back', async (t) => {
  const box = await linkedBox(t)
  pretendOlder(box)
  await partsHere(box, 'start', 'dropbox')
  await box.run('bash', ['-c', 'parts install dropbox | head -3'])
  t.regex(agentOf(box).node, new RegExp(`/dropbox/${version}/`))
  t.is((await partsHere(box, 'status')).stdout, 'dropbox RUNNING')
})

test('a restart whose reader goes away still brings the agent back', async (t) => {
  const box = await linkedBox(t)
  await partsHere(box, 'start', 'dropbox')
  const { pid } = agentOf(box)
  await box.run('bash', ['-c', 'parts restart dropbox | head -1'])
  t.not(agentOf(box).pid, pid)
  t.is((await partsHere(box, 'status')).stdout, 'dropbox RUNNING')
})

test('a restart that is interrupted ends when the agent is back', async (t) => {
  const box = await linkedBox(t)
  await partsHere(box, 'start', 'dropbox')
  const { pid } = agentOf(box)
  // Held, so that the interruption comes while the stop is waited for, however busy the machine is.
  process.kill(pid, 'SIGSTOP')
  const running = execa('parts', ['restart', 'dropbox'], { env: box.env, extendEnv: false, reject: false })
  for await (const line of running) {
    if (line !== stopping) continue
    running.kill('SIGINT')
    process.kill(pid, 'SIGCONT')
  }
  t.is((await running).exitCode, 130)
  t.not(agentOf(box).pid, pid)
  t.is((await partsHere(box, 'status')).stdout, 'dropbox RUNNING')
})

test('uninstall stops the agent first', async (t) => {
  const box = await linkedBox(t)
  await partsHere(box, 'start', 'dropbox')
  const { pid } = agentOf(box)
  t.deepEqual(
    await box.parts('uninstall', 'dropbox'),
    good(stopping, '=> Deactivating...', '=> Uninstalling...', '=> Uninstalled dropbox'),
  )
  // A process that has ended and waits for its parent has no program any more.
  t.throws(() => readlinkSync(`/proc/${pid}/exe`), { code: 'ENOENT' })
  t.false(existsSync(join(box.home, '.parts', '.config', 'autostart', 'dropbox')))
})

/** Runs a script the way a box does at boot: `su USER -l -c "/bin/bash FILE"`. */
function boot(box: Box) {
  return box.run('bash', ['-l', '-c', '/bin/bash startup.sh'])
}

test('a boot starts what is listed, without a word, and also when two scripts do it at once', async (t) => {
  const box = await linkedBox(t)
  writeFileSync(join(box.home, 'startup.sh'), 'set -e\necho mine\nexit 3\n')
  await partsHere(box, 'autostart', 'add', 'dropbox')
  const mine = { stdout: 'mine', stderr: '', exitCode: 3 }
  t.deepEqual(await Promise.all([boot(box), boot(box), boot(box)]), [mine, mine, mine])
  t.deepEqual(await partsHere(box, 'status'), good('dropbox RUNNING'))
  const { pid } = agentOf(box)
  t.deepEqual(await boot(box), mine)
  t.is(agentOf(box).pid, pid)
})

test('a boot that cannot start it says why in one line, and the rest of the script runs', async (t) => {
  const box = await installedPart(t)
  writeFileSync(join(box.home, 'startup.sh'), 'set -e\necho mine\n')
  await partsHere(box, 'autostart', 'add', 'dropbox')
  t.deepEqual(await boot(box), {
    stdout: 'mine',
    stderr:
      'parts: Failed to start dropbox: This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.',
    exitCode: 0,
  })
})

test('init --start starts what was left started, and nothing that was stopped', async (t) => {
  const box = await linkedBox(t)
  await partsHere(box, 'start', 'dropbox')
  process.kill(agentOf(box).pid, 'SIGKILL')
  t.deepEqual(await partsHere(box, 'init', '--start'), good(''))
  t.deepEqual(await partsHere(box, 'status'), good('dropbox RUNNING'))
  await partsHere(box, 'stop', 'dropbox')
  t.deepEqual(await partsHere(box, 'init', '--start'), good(''))
  t.deepEqual(await partsHere(box, 'status'), good('dropbox STOPPED'))
})
