import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { type Emulator, startEmulator } from '../../../emulator/server.ts'
import { systemClock } from '../../../runtime/agent/system/clock.ts'
import { systemMachine } from '../../../runtime/agent/system/machine.ts'
import { systemRandom } from '../../../runtime/agent/system/random.ts'
import { createCloud } from '../../../runtime/cloud/dropbox.ts'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import type { Keep } from '../../../runtime/core/restored/keep.ts'
import type { RestoredPlan } from '../../../runtime/core/restored/preview.ts'
import type { SelectionRule } from '../../../runtime/core/selection.ts'
import { createEngine } from '../../../runtime/engine/engine.ts'
import type { Engine } from '../../../runtime/engine/interface.ts'
import { type EngineSettings, usualSettings } from '../../../runtime/engine/settings.ts'
import type { SyncStatus } from '../../../runtime/engine/status.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { watchFolders } from '../../../runtime/local/watch/watch-folders.ts'
import type { Cloud } from '../../../runtime/ports/cloud.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import type { Machine } from '../../../runtime/ports/machine.ts'
import type { Store } from '../../../runtime/ports/store.ts'
import type { Watch } from '../../../runtime/ports/watch.ts'
import { openStore } from '../../../runtime/store/store.ts'
import { quickDisk } from '../../quick-disk.ts'
import { life } from './mortal.ts'

/** A folder of its own for a test, removed when the test ends. */
export function temporaryFolder(t: ExecutionContext): string {
  const folder = realpathSync(mkdtempSync(join(quickDisk(), 'box-parts-')))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An emulator of its own for a test. */
export async function emulatorFor(t: ExecutionContext): Promise<Emulator> {
  const emulator = await startEmulator({ dataFolder: join(temporaryFolder(t), 'emulator') })
  t.teardown(() => emulator.close())
  return emulator
}

/** A box in this process: the real engine on the real disk, linked to an emulator. */
export interface TestBox {
  readonly home: string
  /** The Dropbox folder. */
  readonly folder: string
  readonly store: Store
  readonly engine: Engine
  /** Starts the engine (again, on the state that it left behind). */
  start(): void
  /** Ends it in an orderly way. */
  stop(): Promise<void>
  /** Links it anew to the same account; the next start is with that link. */
  relink(): Promise<void>
  /** Ends it as `kill -9` does: nothing of it happens any more. */
  kill(): Promise<void>
  /** Lets it look at everything, and die before its call of that number on the disk, the network or the clock, or after the look. */
  dieLooking(calls: number): Promise<void>
  /** Looks at everything until the status is one of `states`, and stays so after one more look. */
  reach(...states: SyncStatus['state'][]): Promise<SyncStatus>
  /** `reach('up-to-date')`. */
  settle(): Promise<void>
  /** Makes a choice about what was restored, as it is shown; gives what was shown. */
  choose(keep: Keep): Promise<RestoredPlan>
  /** Resolves when the history tells that something was done to a path, so many times. */
  told(action: string, path: string, times?: number): Promise<void>
}

export function createBox(
  t: ExecutionContext,
  emulator: Pick<Emulator, 'url' | 'issueToken'>,
  options: {
    readonly name?: string
    readonly selection?: readonly SelectionRule[]
    readonly settings?: Partial<EngineSettings>
    readonly files?: Files
    /** Puts something between the engine and Dropbox. */
    readonly between?: (cloud: Cloud) => Cloud
    /** How long Dropbox may be silent, ms. */
    readonly silence?: number
    readonly home?: string
    /** The folder of Dropbox that is all there is. */
    readonly remoteRoot?: string
    readonly machine?: Machine
    /** What tells of changes on the box. */
    readonly watch?: Watch
  } = {},
): TestBox {
  const home = options.home ?? temporaryFolder(t)
  const folder = join(home, 'Dropbox')
  const state = join(home, 'state')
  mkdirSync(state, { recursive: true })
  let token = emulator.issueToken()
  let store = openStore(join(state, 'index.db'))
  if (store.selection().length === 0) {
    store.setSelection(options.selection ?? [{ path: '', display: '', include: true }])
  }
  let rootId: string | undefined
  let alive = life()
  let release: (() => Promise<void>)[] = []
  let engine = assemble()
  let running: { readonly controller: AbortController; readonly ended: Promise<void> } | undefined

  function assemble(): Engine {
    alive = life()
    const mortal = alive.given
    const watching = options.watch ?? watchFolders()
    const cloud = createCloud({
      credentials: {
        kind: 'refreshable',
        appKey: token.app_key,
        refreshToken: secret(token.refresh_token),
        access: { token: secret(token.access_token), expiresAt: undefined },
      },
      apiUrl: emulator.url,
      clock: systemClock,
      random: systemRandom,
      userAgent: 'box-parts-test',
      silence: options.silence,
      root:
        options.remoteRoot === undefined
          ? undefined
          : {
              path: options.remoteRoot,
              id: rootId,
              established: async (id) => {
                rootId = id
              },
            },
    })
    release = [() => cloud.close()]
    return createEngine({
      store: alive.present(store),
      cloud: mortal(options.between?.(cloud) ?? cloud),
      files: mortal(options.files ?? nodeFiles()),
      watch: mortal({
        async watch(...order: Parameters<typeof watching.watch>) {
          const watched = await watching.watch(...order)
          release.push(() => watched.close())
          return watched
        },
      }),
      clock: mortal(systemClock),
      random: systemRandom,
      machine: options.machine ?? systemMachine(),
      log: quietLog,
      settings: {
        ...usualSettings,
        folder,
        home,
        boxName: options.name ?? 'box',
        forbidden: [state],
        defaultIgnoreRules: 'node_modules/\n',
        secondLook: 50,
        deletionLull: 20,
        apartLull: 20,
        quiet: 5,
        remoteRoot: options.remoteRoot ?? '',
        ...options.settings,
      },
    })
  }

  async function openAgain(): Promise<void> {
    // The timers of a dead engine; it does nothing any more when they end.
    running?.controller.abort()
    running = undefined
    for (const letGo of release) await letGo()
    store.close()
    store = openStore(join(state, 'index.db'))
    engine = assemble()
  }

  const box: TestBox = {
    home,
    folder,
    get store() {
      return store
    },
    get engine() {
      return engine
    },
    start() {
      if (running !== undefined) throw new Error('the engine runs already')
      const controller = new AbortController()
      const current = alive
      const ended = engine.run(controller.signal).catch((error: unknown) => {
        if (!current.ended) throw error
      })
      running = { controller, ended }
    },
    async stop() {
      if (running === undefined) return
      running.controller.abort()
      await running.ended
      await openAgain()
    },
    async relink() {
      token = emulator.issueToken()
      await openAgain()
    },
    async kill() {
      alive.end()
      await openAgain()
    },
    async dieLooking(calls) {
      const dead = Promise.withResolvers<void>()
      alive.endAfter(calls, dead.resolve)
      await Promise.race([dead.promise, engine.rescan()])
      await box.kill()
    },
    async reach(...states) {
      for (let calm = 0; ; ) {
        await engine.rescan()
        const status = await until(engine, states)
        if (++calm === 2) return status
      }
    },
    async settle() {
      await box.reach('up-to-date')
    },
    async choose(keep) {
      const plan = (await engine.restored())?.plans[keep]
      const result = plan && (await engine.keep(keep, plan))
      if (plan === undefined || result !== 'chosen') throw new Error(`cannot choose: ${result}`)
      return plan
    },
    told: (action, path, times = 1) =>
      new Promise((resolve) => {
        const look = (): void => {
          const lines = store
            .history(100)
            .filter((line) => line.action === action && keyOf(line.path) === keyOf(path))
          if (lines.length < times) return
          stop()
          resolve()
        }
        const stop = engine.listen(look)
        look()
      }),
  }
  t.teardown(async () => {
    running?.controller.abort()
    await running?.ended
    for (const letGo of release) await letGo()
    store.close()
  })
  return box
}

/** Resolves when the engine says one of `states`. Fails at once when it says that only a person can help, and that was not asked for. */
function until(engine: Engine, states: readonly SyncStatus['state'][]): Promise<SyncStatus> {
  return new Promise((resolve, reject) => {
    const look = (status: SyncStatus): void => {
      if (states.includes(status.state)) finish(() => resolve(status))
      else if (status.state === 'halted' || status.state === 'failed' || status.state === 'unlinked') {
        finish(() => reject(new Error(`the engine is ${JSON.stringify(status)}`)))
      }
    }
    const stop = engine.listen(look)
    const finish = (then: () => void): void => {
      stop()
      then()
    }
    look(engine.status())
  })
}

const quietLog = {
  info(event: string, data?: unknown) {
    if (process.env['ENGINE_LOG']) process.stderr.write(`${event} ${JSON.stringify(data)}\n`)
  },
  warn(event: string, data?: unknown) {
    if (process.env['ENGINE_LOG']) process.stderr.write(`WARN ${event} ${JSON.stringify(data)}\n`)
  },
  error(event: string, data?: unknown) {
    if (process.env['ENGINE_LOG']) process.stderr.write(`ERROR ${event} ${JSON.stringify(data)}\n`)
  },
}

export const digestLength = 12

/** What a folder holds: relative path -> `/` for a folder, else a short hash of the content. Our own cache is left out. */
export function listing(folder: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const relative = path.slice(folder.length + 1)
    if (relative.split('/').includes('.dropbox.cache')) continue
    if (entry.isDirectory()) found[relative] = '/'
    else if (entry.isFile()) found[relative] = digest(readFileSync(path))
    else found[relative] = '@'
  }
  return Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The start of Dropbox's content hash. */
export function digest(content: Uint8Array): string {
  return contentHashOf(content).slice(0, digestLength)
}
