import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { type HookRun, runHook } from '../../../../runtime/agent/notify/run-hook.ts'

/** Whether a process is there, and no zombie that nobody has looked after. */
function isAlive(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

function given(t: ExecutionContext, exec: string, more: Partial<HookRun> = {}): HookRun & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'hook-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const environment = { PATH: process.env['PATH'], DROPBOX_REFRESH_TOKEN: 'secret' }
  const { signal } = new AbortController()
  return { exec, variables: {}, input: '', environment, folder, limit: 60_000, signal, ...more }
}

test('what happened arrives in variables and on standard input, and is never a part of the command line', async (t) => {
  const nasty = '/$(touch evil)`touch evil`";touch evil;\'\n'
  const run = given(
    t,
    'printf %s "$DROPBOX_PATH" > path; cat > input; printenv DROPBOX_REFRESH_TOKEN > token || echo none > token',
    {
      variables: { DROPBOX_PATH: nasty },
      input: '{"event":"halt"}\n',
    },
  )
  t.deepEqual(await runHook(run), { ended: 'well' })
  const read = (name: string) => readFileSync(join(run.folder, name), 'utf8')
  t.deepEqual([read('path'), read('input'), read('token')], [nasty, '{"event":"halt"}\n', 'none\n'])
  t.false(existsSync(join(run.folder, 'evil')))
})

test('a hook that fails, cannot start or reads nothing is told with what it said', async (t) => {
  t.deepEqual(await runHook(given(t, 'echo no mail >&2; exit 3', { input: 'x'.repeat(1_000_000) })), {
    ...{ ended: 'badly', detail: 'exit code 3', said: 'no mail\n' },
  })
  t.like(await runHook(given(t, 'true', { folder: '/nowhere' })), { ended: 'not-started' })
})

test('one that takes too long is ended with all that it started, whatever that does about it', async (t) => {
  const stubborn = 'echo $$ > pid; trap : TERM; while :; do sleep 0.05; done'
  const run = given(t, `sh -c '${stubborn}' & wait`, { limit: 300 })
  t.like(await runHook(run), { ended: 'too-late' })
  const pid = readFileSync(join(run.folder, 'pid'), 'utf8').trim()
  while (isAlive(pid)) await pause(10)
  t.pass()
})

test('the end of the agent ends it, too', async (t) => {
  const ending = new AbortController()
  const ended = runHook(given(t, 'sleep 60', { signal: ending.signal }))
  ending.abort()
  t.like(await ended, { ended: 'too-late' })
})

test('a hook that may not be ended, as one of another user, ends neither the agent nor the wait for it', async (t) => {
  const refuse = (): never => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  }
  const ended = await runHook(given(t, 'cat > input; exec sleep 3', { limit: 300 }), refuse)
  t.like(ended, { ended: 'too-late', detail: 'it cannot be ended: kill EPERM' })
})
