import type { Bandwidth, Hook } from '../box/configuration.ts'
import { asBoxError } from '../box/errors.ts'
import type { BoxPaths } from '../box/paths.ts'
import type { GivenLink } from '../cloud/links/create-link.ts'
import type { LinkResult } from '../cloud/links/link-refusal.ts'
import type { ProxyChoice } from '../cloud/proxy/choice.ts'
import type { Engine } from '../engine/interface.ts'
import type { Files } from '../ports/files.ts'
import type { Store } from '../ports/store.ts'
import { type CommandSocket, serveCommands } from './command-socket/serve.ts'
import { AgentError } from './errors.ts'
import { type AgentFacts, liveControl } from './live-control.ts'
import { type AgentLog, openLog } from './log/log.ts'
import { createNotifier, type Notifier } from './notify/notifier.ts'
import { runHook } from './notify/run-hook.ts'
import { type Lock, takeLock } from './process/lock.ts'
import { giveBackMemory } from './process/memory.ts'
import { serveControl } from './socket/serve.ts'
import { type Index, isCorrupt, openIndex, replaceIndex } from './stored/index.ts'
import { createUnsentMemory } from './unsent.ts'

/** An engine with what it works with; `close` is called when it has come to its end. */
export interface Work {
  readonly engine: Engine
  /** The disk as the engine has it. */
  readonly files: Files
  readonly facts: Omit<AgentFacts, 'startedAt'>
  throttle(bandwidth: Bandwidth): void
  /** What is told of conflicts, halts and problems. */
  readonly hooks: readonly Hook[]
  /** Reaches Dropbox so from now on. */
  useProxy(choice: ProxyChoice): Promise<void>
  /** See `DropboxCloud.shareLink`. */
  shareLink(path: string): Promise<LinkResult<GivenLink>>
  close(): Promise<void>
}

/** Puts an engine together. Whatever it throws ends the agent. */
export type Prepare = (store: Store, log: AgentLog) => Promise<Work>

export interface AgentLife {
  readonly paths: BoxPaths
  readonly prepare: Prepare
  /** Aborted when the agent is to end; `stop` aborts it. */
  readonly signal: AbortSignal
  stop(): void
  /** Told once, as soon as the log is open. */
  opened(log: AgentLog): void
  /** Told as soon as the control socket answers. */
  ready(): void
}

/**
 * The agent's whole life: the lock, the log, the store, the engine, the control socket, and all of it closed again in the
 * other direction. An index that turns out to be damaged is replaced. Throws what keeps it from starting or going on.
 */
export async function runAgent(life: AgentLife): Promise<void> {
  const lock = await takeLock(life.paths, 'agent')
  try {
    const log = openAgentLog(life.paths)
    try {
      life.opened(log)
      await work(life, lock, log, Date.now())
      log.info('ended')
    } catch (error) {
      log.failure('ended-by-failure', error)
      throw error
    } finally {
      log.close()
    }
  } finally {
    await lock.release()
  }
}

/** How long what is small may still be sent once the agent is to end, ms. A box that is stopped gives it a few seconds. */
const lastSeconds = 2_500

/** How often the agent sees whether there is room again for what it gave free on a full disk, ms. */
const headroomEvery = 60_000

/** Aborted once an engine has done what is to be done at its end, which begins when `signal` is aborted. */
function finished(engine: Engine, signal: AbortSignal, log: AgentLog): AbortSignal {
  const end = new AbortController()
  const finish = (): void => {
    engine
      .finish(lastSeconds)
      .catch((error: unknown) => log.failure('finish-failed', error))
      .finally(() => end.abort())
  }
  if (signal.aborted) finish()
  else signal.addEventListener('abort', finish, { once: true })
  return end.signal
}

function openAgentLog(paths: BoxPaths): AgentLog {
  try {
    return openLog(paths.logFile)
  } catch (error) {
    throw asBoxError(error, paths.logFile)
  }
}

async function work(life: AgentLife, lock: Lock, log: AgentLog, startedAt: number): Promise<void> {
  let index = openIndex(life.paths, log)
  try {
    for (;;) {
      try {
        return await workWith(index, life, lock, log, startedAt)
      } catch (error) {
        if (!isCorrupt(error)) throw error
        index.store.close()
        index = replaceIndex(life.paths, log, error)
      }
    }
  } finally {
    index.store.close()
  }
}

async function workWith(
  { store, damage, headroom }: Index,
  life: AgentLife,
  { lost }: Lock,
  log: AgentLog,
  startedAt: number,
): Promise<void> {
  const { engine, files, hooks, facts, throttle, useProxy, shareLink, close } = await life.prepare(store, log)
  let commands: CommandSocket | undefined
  let notifier: Notifier | undefined
  try {
    const unsent = await createUnsentMemory(life.paths, engine, log)
    notifier = createNotifier({
      ...{ engine, store, hooks, log, facts, now: Date.now, run: runHook },
      ...{ environment: process.env, home: life.paths.home },
    })
    const control = liveControl({ ...facts, startedAt }, engine, store, {
      ...{
        stop: life.stop,
        throttle,
        useProxy,
        notify: notifier.use,
        files,
        unsent: unsent.atLastEnd,
        commandFault: () => commands?.fault(),
      },
    })
    await using _served = await serveControl(life.paths, control, (error) =>
      log.failure('request-failed', error),
    )
    // Dropbox's own command line knows of one Dropbox in a home.
    if (life.paths.configuration === undefined)
      commands = await serveCommands(life.paths, control, shareLink, log)
    log.info('started', { version: facts.version, node: process.version, folder: facts.folder })
    life.ready()
    const restoring = setInterval(headroom.restore, headroomEvery)
    const endGiving = giveBackMemory(() => engine.status().state === 'up-to-date')
    try {
      await engine.run(AbortSignal.any([finished(engine, life.signal, log), damage, lost]))
      if (!damage.aborted && !lost.aborted) await unsent.write(store)
    } finally {
      endGiving()
      clearInterval(restoring)
    }
  } finally {
    commands?.close()
    await notifier?.close()
    await close()
  }
  if (damage.aborted) throw damage.reason
  if (lost.aborted)
    throw new AgentError(
      'already-running',
      'Dropbox was out of reach of its disk for too long, and runs on another machine that has this home.',
    )
}
