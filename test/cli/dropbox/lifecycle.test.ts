import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isRunning } from '../../../runtime/agent/running.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { isSynced, linkedBox, unlinkedBox } from './linked-box.ts'

/** The verbs that need a running agent, with what they say of it. */
const onlyWhileRunning = {
  problems: "what can't sync is known",
  approve: 'what waits for you is known',
  restored: 'what was restored is found',
  rescan: 'it looks for changes',
}

test('start and stop say what happened, and are no failure when it was so already', async (t) => {
  const box = await linkedBox(t)
  const said = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })
  t.deepEqual(await box.here('start'), said('Starting Dropbox...Done!'))
  t.deepEqual(await box.here('start'), said('Dropbox is already running!'))
  t.deepEqual(await box.here('start', '--json'), said('{"outcome":"already-running"}'))
  t.deepEqual(await box.here('stop'), said('Dropbox daemon stopped.'))
  t.deepEqual(await box.here('stop'), said("Dropbox isn't running!"))
  t.deepEqual(await box.here('stop', '--json'), said('{"outcome":"not-running"}'))
  t.deepEqual(await box.here('start', '--quiet'), said(''))
  t.deepEqual(await box.here('stop', '--quiet'), said(''))
  t.false(await isRunning(boxPaths(box.env)))
})

test('what could not be sent in the last seconds is told by stop, by the next start until it has gone up, and by whatever ends the link', async (t) => {
  const box = await linkedBox(t, ['--sync-all', '--start'])
  await box.reports(isSynced)
  box.emulator.configure({ faults: [{ route: 'files/upload*', kind: 'slow', delay: 60_000 }] })
  writeFileSync(join(box.folder, 'late.txt'), 'x')
  const left = '1 file is not in Dropbox yet as here: /late.txt.'
  t.deepEqual(await box.here('stop'), {
    stdout: 'Dropbox daemon stopped.',
    stderr: `${left} What is missing goes up when Dropbox runs again.`,
    exitCode: 0,
  })
  t.deepEqual(await box.here('start'), {
    stdout: `Starting Dropbox...Done!\n${left} What is missing goes up now.`,
    stderr: '',
    exitCode: 0,
  })
  t.regex((await box.here('status')).stdout, /\/late\.txt\. What is missing goes up now\.$/m)
  const again = await box.parts('stop', 'dropbox')
  t.like(again, {
    stderr: `parts: ${left} What is missing goes up when dropbox runs again.`,
    exitCode: 0,
  })
  box.emulator.configure({ faults: [] })
  const started = await box.parts('start', 'dropbox')
  t.true(started.stdout.endsWith(`${left} What is missing goes up now.`))
  await box.reports((report) => isSynced(report) && report.unsent === undefined && report.files === 1)
  t.deepEqual(JSON.parse((await box.here('stop', '--json')).stdout), { outcome: 'stopped' })

  await box.here('start')
  await box.reports(isSynced)
  box.emulator.configure({ faults: [{ route: 'files/upload*', kind: 'slow', delay: 60_000 }] })
  writeFileSync(join(box.folder, 'last.txt'), 'of nobody else')
  const only = '1 file is not in Dropbox yet as here: /last.txt.'
  t.like(await box.here('unlink', '--yes'), {
    stderr: `${only} What is missing goes up only when it is linked again.`,
    exitCode: 0,
  })
  t.is((await box.parts('purge', 'dropbox')).stderr, `parts: ${only} It stays on this computer alone.`)
})

test('whether it runs, in which version, and that it is to look again: what is answered without an agent and with one', async (t) => {
  const box = await linkedBox(t)
  const code = async (program: string) => {
    const { stdout, stderr, exitCode } = await box.run(program, ['running'])
    t.deepEqual([stdout, stderr], ['', ''])
    return exitCode
  }
  t.is(await code('dropbox'), 1)
  t.is(await code('dropbox.py'), 0)
  const version = await box.here('version')
  t.regex(
    version.stdout,
    /^Dropbox daemon version: Not running\nDropbox command-line interface version: \d+\.\d+\.\d+\S*$/,
  )
  t.is(version.exitCode, 0)
  t.is((await box.here('--version')).stdout, version.stdout)
  for (const [verb, what] of Object.entries(onlyWhileRunning))
    t.deepEqual(await box.here(verb), {
      stdout: '',
      stderr: `Dropbox isn't running, and ${what} only while it runs. Start it with "dropbox start".`,
      exitCode: 3,
    })

  await box.here('start')
  t.is(await code('dropbox'), 0)
  t.is(await code('dropbox.py'), 1)
  t.is((await box.here('running', '--json')).stdout, '{"running":true}')
  const { daemon, command } = JSON.parse((await box.here('version', '--json')).stdout)
  t.is(daemon, command)
  await box.reports(isSynced)
  t.deepEqual(await box.here('rescan'), {
    stdout: 'Looking for changes in every folder.',
    stderr: '',
    exitCode: 0,
  })
  t.true(existsSync(box.folder))
})

test('an agent that hangs is told of by version; one that was killed is told as not running, and starts again', async (t) => {
  const box = await linkedBox(t, ['--start'])
  const { pid } = await box.reports(isSynced)
  process.kill(pid, 'SIGSTOP')
  try {
    const { stdout, stderr, exitCode } = await box.here('version')
    t.regex(
      stdout,
      /^Dropbox daemon version: Dropbox isn't responding!\nDropbox command-line interface version: \d/,
    )
    t.deepEqual([stderr, exitCode], ['', 0])
    t.like(JSON.parse((await box.here('version', '--json')).stdout), { daemon: null, running: true })
  } finally {
    process.kill(pid, 'SIGKILL')
  }
  await box.until(async () => (await box.here('running')).exitCode === 1)
  t.is((await box.here('status')).stdout.split('\n')[0], "Dropbox isn't running!")
  t.is((await box.here('start')).stdout, 'Starting Dropbox...Done!')
  await box.reports(isSynced)
})

test('a folder that another agent works in is told at the start, with who holds it, and is left alone', async (t) => {
  const box = await linkedBox(t)
  const cache = join(box.folder, '.dropbox.cache')
  mkdirSync(cache, { recursive: true })
  const lease = {
    ...{ token: 'f'.repeat(32), host: 'other-container', pid: 4711, started: 1 },
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    ...{ namespace: 'pid:[1]', since: Date.UTC(2026, 0, 2, 3, 4), beat: 1, released: false },
  }
  writeFileSync(join(cache, 'lease.json'), JSON.stringify(lease))
  const before = readdirSync(cache)
  const held =
    /in use by another Dropbox agent \(process 4711 on other-container, since 2026-01-02 03:04 UTC\).*: dropbox stop$/m
  const { stdout, stderr, exitCode } = await box.here('start')
  t.deepEqual([stdout, exitCode], ['Starting Dropbox...Done!', 0])
  t.regex(stderr, held)
  const status = await box.here('status')
  t.regex(status.stdout, held)
  t.is(status.exitCode, 5)
  const json = JSON.parse((await box.here('status', '--json')).stdout)
  t.like(json.status.halts, [{ reason: 'in-use', holder: { host: 'other-container', pid: 4711 } }])
  t.deepEqual(readdirSync(cache), before)
  await box.here('stop')
  const again = await box.parts('start', 'dropbox')
  t.regex(again.stderr, held)
  t.is(again.exitCode, 0)
})

test('a box that is not linked does not start, and is told how to link', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await box.here('start')
  t.is(stdout, '')
  t.is(stderr, 'This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.')
  t.is(exitCode, 1)
})
