import test from 'ava'
import { createNotifier } from '../../../../runtime/agent/notify/notifier.ts'
import type { HookRun } from '../../../../runtime/agent/notify/run-hook.ts'
import type { Hook } from '../../../../runtime/box/configuration.ts'
import type { Problem, SyncStatus } from '../../../../runtime/engine/status.ts'
import { memoryStore } from '../../store/memory-store.ts'

const all: Hook = { exec: 'all', on: ['conflict', 'halt', 'problem'] }

/** A notifier beside an engine that says what the test wants, and what its hooks were told. */
function world(hooks: readonly Hook[], store = memoryStore()) {
  let status: SyncStatus = { state: 'up-to-date' }
  let problems: readonly Problem[] = []
  let listener: (status: SyncStatus) => void = () => undefined
  const runs: HookRun[] = []
  const logged: string[] = []
  let ran: () => void = () => undefined
  const notifier = createNotifier({
    engine: {
      status: () => status,
      problems: () => problems,
      listen(next) {
        listener = next
        return () => undefined
      },
    },
    ...{ store, hooks, now: () => 7, environment: {}, home: '/home/ann' },
    soon: (work) => work(),
    facts: { boxName: 'box', folder: '/home/ann/Dropbox' },
    log: { info: (event) => logged.push(event), warn: (event) => logged.push(event), error: () => undefined },
    async run(run) {
      runs.push(run)
      ran()
      return run.exec === 'bad' ? { ended: 'badly', detail: 'exit code 1', said: '' } : { ended: 'well' }
    },
  })
  return {
    ...{ notifier, runs, logged, store },
    /** The run of that number, once there is one. */
    async run(number: number): Promise<HookRun> {
      for (;;) {
        const run = runs[number - 1]
        if (run !== undefined) return run
        await new Promise<void>((resolve) => {
          ran = resolve
        })
      }
    },
    becomes(next: SyncStatus, found: readonly Problem[] = []) {
      status = next
      problems = found
      listener(status)
    },
  }
}

const symlink: Problem = { path: '/a b', why: { reason: 'symlink' } }

test('a problem is told once, with all there is to know, and again when it comes back', async (t) => {
  const { notifier, runs, run, becomes } = world([all])
  becomes({ state: 'up-to-date' }, [symlink])
  const { variables, input, folder } = await run(1)
  t.like(variables, {
    ...{ DROPBOX_EVENT: 'problem', DROPBOX_COUNT: '1', DROPBOX_PATH: '/a b', DROPBOX_REASON: 'symlink' },
  })
  t.like(JSON.parse(input), { event: 'problem', at: 7, box: 'box', items: [{ path: '/a b' }], more: 0 })
  t.is(folder, '/home/ann')
  // While it is at work, that it is not known says nothing.
  becomes({ state: 'checking' })
  becomes({ state: 'up-to-date' }, [symlink])
  t.is(runs.length, 1)
  becomes({ state: 'up-to-date' })
  becomes({ state: 'up-to-date' }, [symlink])
  await run(2)
  await notifier.close()
  t.is(runs.length, 2)
})

test('each hook is told of what it asked for, one that fails is logged and keeps no other from being told', async (t) => {
  const { notifier, runs, logged, store, run, becomes } = world([
    { exec: 'bad', on: ['conflict', 'halt'] },
    { exec: 'good', on: ['conflict'] },
  ])
  store.record({ at: 1, action: 'conflict copy', path: '/n (2)', detail: '/n' })
  becomes({ state: 'halted', halts: [{ reason: 'box-restored', path: '' }] }, [symlink])
  await run(3)
  await notifier.close()
  t.deepEqual(
    runs.map(({ exec, variables }) => [exec, variables['DROPBOX_EVENT']]),
    [
      ['bad', 'conflict'],
      ['good', 'conflict'],
      ['bad', 'halt'],
    ],
  )
  t.deepEqual(logged, ['hook-failed', 'hook', 'hook-failed'])
})

test('what was told before a restart, or held when the first hook was added, is not told', async (t) => {
  const first = world([all])
  first.becomes({ state: 'up-to-date' }, [symlink])
  await first.run(1)
  await first.notifier.close()
  const second = world([all], memoryStore(first.store.snapshot()))
  const other: Problem = { path: '/other', why: { reason: 'dropbox-full' } }
  second.becomes({ state: 'up-to-date' }, [symlink, other])
  t.is((await second.run(1)).variables['DROPBOX_PATH'], '/other')
  await second.notifier.close()

  const third = world([])
  third.becomes({ state: 'up-to-date' }, [symlink])
  third.notifier.use([all])
  third.becomes({ state: 'up-to-date' }, [symlink, other])
  t.is((await third.run(1)).variables['DROPBOX_PATH'], '/other')
  await third.notifier.close()
})
