import type { Bandwidth, Hook } from '../box/configuration.ts'
import type { ProxyChoice } from '../cloud/proxy/choice.ts'
import { changing } from '../core/choice.ts'
import { newFoldersOf, withNewFolders } from '../core/new-folders.ts'
import { nameOf, type PathKey } from '../core/path.ts'
import type { LinkFacts } from '../engine/describe/link.ts'
import type { Engine } from '../engine/interface.ts'
import { pausedIn } from '../engine/pause.ts'
import type { PendingDeletions } from '../engine/pending.ts'
import { setApartIn } from '../engine/set-apart.ts'
import { type Halt, isApprovable } from '../engine/status.ts'
import { nodeFiles } from '../local/node-files.ts'
import { CloudError } from '../ports/cloud.ts'
import type { Files } from '../ports/files.ts'
import type { Store } from '../ports/store.ts'
import { shownAccount } from './account.ts'
import { choicesOf } from './choices/choices.ts'
import { knownItems } from './choices/items.ts'
import { createConflicts } from './conflicts/conflicts.ts'
import type { AgentReport, Mapping, Waiting } from './control.ts'
import { AgentError, syncingPaused } from './errors.ts'
import { createFileStatuses } from './file-status/file-statuses.ts'
import { remoteItems } from './remote-items.ts'
import type { ServedControl } from './socket/serve.ts'
import { chosenAnew, replacedLately } from './stored/replaced.ts'
import { createTrash } from './trash.ts'
import { treesIn } from './trees.ts'
import type { UnsentAtEnd } from './unsent-file.ts'

/** What a report needs beside the engine and the store. */
export interface AgentFacts {
  readonly version: string
  /** ms since 1970. */
  readonly startedAt: number
  /** The Dropbox folder, absolute. */
  readonly folder: string
  /** The folder of Dropbox that is all this box sees of it; undefined for the whole Dropbox. */
  readonly remoteRoot: string | undefined
  readonly boxName: string
  readonly link: Omit<LinkFacts, 'copied'>
  readonly bandwidth: Bandwidth
}

/** What the control acts on beside the engine and the store. */
export interface LiveParts {
  /** Ends the agent. */
  stop(): void
  throttle(bandwidth: Bandwidth): void
  notify(hooks: readonly Hook[]): void
  useProxy(choice: ProxyChoice): Promise<void>
  /** The engine's. */
  readonly files: Files
  /** See `AgentReport.unsent`. */
  unsent(): UnsentAtEnd | undefined
  /** See `AgentReport.commandSocket`. */
  commandFault(): string | undefined
}

/** The control that the running agent serves. */
export function liveControl(
  facts: AgentFacts,
  engine: Engine,
  store: Store,
  { stop, throttle, notify, useProxy, unsent, commandFault, files }: LiveParts,
): ServedControl {
  let { bandwidth } = facts
  const mappings = (): Mapping[] =>
    engine.mappings().map(({ path, target }): Mapping => {
      const name = store.get(path).local?.name ?? nameOf(path)
      return { name, link: `${facts.folder}/${name}`, target }
    })
  const trash = createTrash({
    ...{ store, files: nodeFiles(), now: Date.now },
    places: async () => ({ folder: facts.folder, mappings: mappings() }),
  })
  const fileStatuses = createFileStatuses({
    ...{ store, engine, files: nodeFiles(), now: () => performance.now() },
    folders: () => ({ folder: facts.folder, realFolder: facts.folder, mappings: mappings() }),
  })
  const conflicts = createConflicts({ store, files, boxName: facts.boxName, now: Date.now })
  const refusePaused = (): void => {
    if (pausedIn(store) !== undefined) throw syncingPaused()
  }
  return {
    async report(): Promise<AgentReport> {
      const { files, bytes } = store.count('synced', '')
      return {
        ...facts,
        pid: process.pid,
        account: shownAccount(store),
        status: engine.status(),
        files,
        bytes,
        problems: engine.problems().length,
        shortages: engine.shortages(),
        repositories: engine.repositories(),
        mappings: mappings(),
        watching: engine.watching(),
        rescan: engine.rescanPeriod(),
        indexReplaced: replacedLately(store, Date.now()),
        commandSocket: commandFault(),
        cloudMark: engine.cloudMark(),
        setApart: setApartIn(store),
        beingMade: engine.beingMade(),
        newFolders: newFoldersOf(store.selection()),
        bandwidth,
        unsent: unsent(),
        link: { ...facts.link, copied: engine.copied() },
      }
    },
    problems: async () => engine.problems(),
    history: async (limit, after) => store.history(limit, after),
    activity: async (most) => engine.activity(most),
    selection: async () => store.selection(),
    select: async (rules, before) => {
      engine.select(changing(store.selection(), before, rules))
      chosenAnew(store)
    },
    async newFolders(policy) {
      engine.select(withNewFolders(store.selection(), policy, knownItems(store)))
      chosenAnew(store)
    },
    choices: async (wanted) => choicesOf(store, engine.ignored, wanted),
    fileStatuses,
    remote: async (path) => remoteItems(store, path),
    notify: async (hooks) => notify(hooks),
    async throttle(next) {
      throttle(next)
      bandwidth = next
    },
    pause: (until) => engine.pause(until),
    async resume() {
      const wasPaused = pausedIn(store) !== undefined
      engine.resume()
      return wasPaused
    },
    async rescan() {
      refusePaused()
      await engine.rescan()
    },
    proxy: useProxy,
    look: async () => engine.look(),
    left: async (look, paths, most) => engine.left(look, paths, most),
    waiting: async () => waitingIn(engine),
    async approve(shown) {
      refusePaused()
      // Nothing is awaited in between, so that what is approved is what was compared.
      const now = waitingIn(engine)
      if (hasMore(now.deletions, shown.deletions))
        throw new AgentError(
          'more-deletions',
          'More was deleted since, so nothing was approved. Run "dropbox approve" again to see all of it.',
        )
      const known = new Set(shown.halts.map(markOf))
      if (now.halts.some((halt) => !known.has(markOf(halt))))
        throw new AgentError(
          'more-deletions',
          'Something else waits for you since, so nothing was approved. Run "dropbox approve" again to see it.',
        )
      await engine.approve({ roots: shown.halts.flatMap(rootOf), additions: shown.additions })
    },
    trees: async (folders) => treesIn(store, folders),
    trash: trash.list,
    async restore(wanted) {
      const restored = await trash.restore(wanted)
      // The watcher tells of them too, where it can.
      if (restored.length > 0 && engine.watching() !== undefined) engine.look()
      return restored
    },
    emptyTrash: trash.empty,
    conflicts: conflicts.list,
    async resolve(keep, seen) {
      const resolved = await conflicts.resolve(keep, seen)
      // The watcher tells of it too, where it can.
      if (engine.watching() !== undefined) engine.look()
      return resolved
    },
    async restored() {
      refusePaused()
      return await withDropbox(engine.restored())
    },
    async keep(keep, shown) {
      refusePaused()
      const result = await withDropbox(engine.keep(keep, shown))
      if (result === 'more')
        throw new AgentError(
          'more-at-stake',
          `More has changed since, so nothing was done. Run "dropbox restored ${keep}" again to see all of it.`,
        )
      if (result === 'nothing-restored')
        throw new AgentError('nothing-restored', 'There is nothing to choose any more.')
    },
    stop,
  }
}

/** What a choice would do is only known by a look at Dropbox, and agreed to by name. */
async function withDropbox<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof CloudError && error.code === 'offline')) throw error
    throw new AgentError(
      'offline',
      `${error.message}. What each choice would do is found there, so nothing was chosen, and nothing is changed. Ask again when it can be reached.`,
      { cause: error },
    )
  }
}

function waitingIn(engine: Engine): Waiting {
  const status = engine.status()
  const halts = status.state === 'halted' ? status.halts.filter(isApprovable) : []
  return { halts, ...engine.pending() }
}

/** Tells a halt from others: which root it is about, or which side. */
function markOf(halt: Halt): string {
  return [halt.reason, ...rootOf(halt), 'side' in halt ? halt.side : ''].join(' ')
}

function rootOf(halt: Halt): PathKey[] {
  return 'target' in halt ? [halt.path] : []
}

function hasMore(waiting: readonly PendingDeletions[], listed: readonly PendingDeletions[]): boolean {
  return waiting.some(({ side, paths }) => {
    const seen = new Set(listed.filter((known) => known.side === side).flatMap((known) => known.paths))
    return paths.some((path) => !seen.has(path))
  })
}
