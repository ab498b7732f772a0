import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { AgentError } from '../../../../runtime/agent/errors.ts'
import { takeLock } from '../../../../runtime/agent/process/lock.ts'
import { systemClock } from '../../../../runtime/agent/system/clock.ts'
import { systemMachine } from '../../../../runtime/agent/system/machine.ts'
import { systemRandom } from '../../../../runtime/agent/system/random.ts'
import { BoxError } from '../../../../runtime/box/errors.ts'
import { type BoxPaths, boxPaths } from '../../../../runtime/box/paths.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { temporaryHome } from '../home.ts'

test('the second agent is told who the first one is, and takes the lock when it is gone', async (t) => {
  const { paths } = await temporaryHome(t)
  const first = await takeLock(paths, 'agent')
  const error = await t.throwsAsync(takeLock(paths, 'agent'), {
    instanceOf: AgentError,
    code: 'already-running',
  })
  t.regex(error?.message ?? '', new RegExp(`process ${process.pid} on .+, since \\d{4}-`))
  await first.release()
  const second = await takeLock(paths, 'agent')
  await second.release()
})

test('a lock is free as soon as its process is killed', async (t) => {
  const { paths } = await temporaryHome(t)
  const holder = await otherProcess(t, paths, 'agent')
  const error = await t.throwsAsync(takeLock(paths, 'agent'), { code: 'already-running' })
  t.true(error?.message.includes(`process ${holder.pid}`))
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const lock = await takeLock(paths, 'agent', 0)
  await lock.release()
})

test('an agent of another machine that shares the home is named soon', async (t) => {
  const { paths } = await temporaryHome(t)
  await otherProcess(t, paths, 'command')
  const file = join(paths.runFolder, 'holder.json')
  const holder = { ...JSON.parse(await readFile(file, 'utf8')), role: 'agent', boot: 'another', host: 'far' }
  await writeFile(file, JSON.stringify(holder))
  // Who waited that long would still wait when the test is ended.
  await t.throwsAsync(takeLock(paths, 'agent', 3_600_000), {
    code: 'already-running',
    message: / on far, since /,
  })
})

test('on a disk of this machine alone a lock writes no lease', async (t) => {
  const { paths } = await temporaryHome(t)
  const lock = await takeLock(paths, 'agent')
  await t.throwsAsync(stat(join(paths.stateFolder, '.dropbox.cache')), { code: 'ENOENT' })
  await lock.release()
})

test('where locks do not reach another machine that has the home, its agent is named all the same, and keeps its name', async (t) => {
  const { paths } = await temporaryHome(t)
  const lease = join(paths.stateFolder, '.dropbox.cache', 'lease.json')
  const onNetwork: Files = {
    ...nodeFiles(),
    space: async (path) => ({ ...(await nodeFiles().space(path)), shared: true }),
  }
  const beats: string[] = []
  const world = {
    files: onNetwork,
    random: systemRandom,
    machine: systemMachine(),
    clock: {
      ...systemClock,
      // The other machine beats while this one waits.
      async sleep() {
        const beat = JSON.parse(await readFile(lease, 'utf8'))
        beats.push(beat.host)
        await writeFile(lease, JSON.stringify({ ...beat, beat: beat.beat + 1 }))
      },
    },
  }
  const first = await takeLock(paths, 'agent', 0, { ...world, clock: systemClock })
  const theirs = {
    ...JSON.parse(await readFile(lease, 'utf8')),
    token: 'e'.repeat(32),
    boot: 'far',
    host: 'far',
  }
  await first.release()
  await writeFile(lease, JSON.stringify(theirs))
  await writeFile(join(paths.runFolder, 'holder.json'), 'theirs')
  const error = await t.throwsAsync(takeLock(paths, 'agent', 0, world), {
    code: 'already-running',
    message: / on far, since /,
  })
  t.deepEqual(Object.keys((error as AgentError).data['holder'] ?? {}), ['role', 'pid', 'host', 'since'])
  t.deepEqual(beats, ['far'])
  t.is(await readFile(join(paths.runFolder, 'holder.json'), 'utf8'), 'theirs')
  t.is(JSON.parse(await readFile(lease, 'utf8')).host, 'far')

  await writeFile(lease, JSON.stringify({ ...theirs, released: true }))
  const second = await takeLock(paths, 'agent', 0, { ...world, clock: systemClock })
  t.false(second.lost.aborted)
  await second.release()
})

test('a command waits for another command to end', async (t) => {
  const { paths } = await temporaryHome(t)
  const other = await otherProcess(t, paths, 'command')
  await t.throwsAsync(takeLock(paths, 'command', 0), {
    code: 'locked',
    message: /Another command .+ Try again/,
  })
  const waiting = takeLock(paths, 'agent')
  other.kill('SIGTERM')
  const lock = await waiting
  await lock.release()
})

test('what the lock lies in is for this user alone', async (t) => {
  const { paths } = await temporaryHome(t)
  const lock = await takeLock(paths, 'agent')
  for (const folder of [paths.stateFolder, paths.runFolder]) t.is((await stat(folder)).mode & 0o777, 0o700)
  t.is((await stat(join(paths.runFolder, 'holder.json'))).mode & 0o777, 0o600)
  await lock.release()
})

test('a home that cannot be written is said to be so', async (t) => {
  await t.throwsAsync(takeLock(boxPaths({ HOME: '/sys/no-home' }), 'agent'), {
    instanceOf: BoxError,
    code: 'not_writable',
  })
})

async function otherProcess(t: ExecutionContext, paths: BoxPaths, role: 'agent' | 'command') {
  const script = `
    import { takeLock } from '${join(import.meta.dirname, '../../../../runtime/agent/process/lock.ts')}'
    import { boxPaths } from '${join(import.meta.dirname, '../../../../runtime/box/paths.ts')}'
    globalThis.lock = await takeLock(boxPaths(process.env), '${role}')
    process.stdout.write('taken')
    setInterval(() => undefined, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    env: { ...process.env, HOME: paths.home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}
