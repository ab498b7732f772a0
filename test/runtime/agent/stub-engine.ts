import type { Engine } from '../../../runtime/engine/interface.ts'
import type { Store } from '../../../runtime/ports/store.ts'

/** An engine that does nothing but answer, and ends when it is told to. */
export function stubEngine(store: Store): Engine {
  return {
    run: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve()
        const alive = setInterval(() => undefined, 60_000)
        signal.addEventListener('abort', () => {
          clearInterval(alive)
          resolve()
        })
      }),
    finish: async () => undefined,
    unlooked: () => false,
    status: () => ({ state: 'up-to-date' }),
    account: () => undefined,
    ignored: () => false,
    problems: () => [{ path: '/a\\b', why: { reason: 'name', fault: 'backslash' } }],
    shortages: () => [],
    beingMade: () => [],
    repositories: () => [{ path: '/code', kind: 'git', internals: 'kept-out' }],
    mappings: () => [{ path: '/code', target: '/elsewhere' }],
    watching: () => undefined,
    rescanPeriod: () => ({ every: 300_000, missed: 0 }),
    pending: () => ({ deletions: [], additions: [] }),
    activity: () => ({ status: { state: 'up-to-date' }, down: 0, up: 0, transfers: [], more: 0 }),
    pause: async () => undefined,
    resume: () => undefined,
    rescan: async () => store.setValue('rescanned', 'yes'),
    look: () => 1,
    left: (_, paths) => ({
      ...{ verdict: 'same', status: { state: 'up-to-date' }, paths: [], more: 0, unsynced: paths },
    }),
    select: (rules) => store.setSelection(rules),
    approve: async () => {
      throw new Error('internals that nobody is to see')
    },
    restored: async () => undefined,
    cloudMark: () => 'not-yet',
    copied: () => false,
    keep: async () => 'nothing-restored',
    listen: () => () => undefined,
  }
}
