import { existsSync, statSync } from 'node:fs'
import { copyFile, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SettingOrigin, settingOrigins } from '../../box/configuration/origins.ts'
import { withinLocks } from '../../box/configuration/within-locks.ts'
import { type Configuration, defaultConfiguration, readConfiguration } from '../../box/configuration.ts'
import { BoxError } from '../../box/errors.ts'
import type { BoxPaths } from '../../box/paths.ts'
import { type RootOnBox, rootOnBox } from '../../box/remote-root/root-on-box.ts'
import { connectionEnvironment } from '../../cloud/proxy/proxy-file.ts'
import { CloudSetupError } from '../../cloud/setup-error.ts'
import { keyOf, nameOf, type PathKey } from '../../core/path.ts'
import type { SelectionRule } from '../../core/selection.ts'
import type { SyncStatus } from '../../engine/status.ts'
import { findMappings } from '../../local/mappings/find-mappings.ts'
import { nodeFiles } from '../../local/node-files.ts'
import { isDiskError } from '../../ports/files.ts'
import { type KnownRoot, StoreError } from '../../ports/store.ts'
import { openStore, openStoreToRead, type ReadStore } from '../../store/store.ts'
import type { AgentReport, Control, Mapping, Trees } from '../control.ts'
import { AgentError } from '../errors.ts'
import { mappingLimits } from '../mapping-limits.ts'
import { isRunning } from '../running.ts'
import { socketControl } from '../socket/control.ts'
import { treesIn } from '../trees.ts'
import type { IndexState } from './index-file.ts'
import type { AgentState } from './locks.ts'
import { type RememberedRoot, rememberedIn } from './roots.ts'
import type { Condition } from './trees/judge.ts'
import type { AgentWord } from './trees/ports.ts'

/** How a box stands: its settings, its agent, its index, its folders. Nothing of it writes. */
export interface Situation extends AsyncDisposable {
  readonly paths: BoxPaths
  /** With the variables that name the proxies which are used. */
  readonly environment: NodeJS.ProcessEnv
  readonly configuration: Configuration
  /** Why nobody knows by which proxy Dropbox is to be reached: the environment's are taken. */
  readonly proxyFault: string | undefined
  /** Why the settings cannot be used: the defaults stand for them. */
  readonly fault: string | undefined
  /** The folder of Dropbox that this box is linked with, '' for all of it. */
  readonly root: Pick<RootOnBox, 'path' | 'id' | 'namespace'>
  /** Who set what; empty where the settings cannot be used. */
  readonly origins: readonly SettingOrigin[]
  /** See `withinLocks`. */
  readonly overruled: readonly string[]
  readonly agent: AgentState
  readonly report: AgentReport | undefined
  readonly index: IndexState
  /** The Dropbox folder, absolute and without symlinks. */
  readonly folder: string
  readonly mappings: readonly Pick<Mapping, 'name' | 'target'>[]
  /** What the index knows of the folders; empty while an agent runs, which looks after them itself. */
  readonly known: readonly RememberedRoot[]
  readonly selection: readonly SelectionRule[]
  readonly trees: ((folders: readonly PathKey[]) => Promise<Trees>) | undefined
  /** What the agent says of itself, asked anew. */
  word(): Promise<AgentWord>
}

/** How long an agent may take to answer, ms. */
const patience = 30_000

/** Looks how a box stands. With an agent it is asked; without one its index is read, where there is one. Throws what nobody expects. */
export async function openSituation(paths: BoxPaths, environment: NodeJS.ProcessEnv): Promise<Situation> {
  const set = await settings(paths, environment)
  const { configuration } = set
  const reaching = await connections(paths, environment)
  const common = { paths, ...set, ...reaching }
  const control = (await isRunning(paths)) ? socketControl(paths.socketFile, patience) : undefined
  const report = control && (await reportOf(control))
  if (control !== undefined && report !== undefined)
    return {
      ...{ ...common, agent: 'running', report, index: { state: 'agent' }, known: [] },
      ...{
        folder: await resolved(report.folder),
        mappings: report.mappings,
        selection: await control.selection(),
      },
      trees: (folders) => control.trees(folders),
      word: () => wordOf(control),
      [Symbol.asyncDispose]: () => control.close(),
    }
  const { index, store, close } = control === undefined ? await openIndex(paths.indexFile) : unopened
  const folder = await resolved(configuration.folder)
  const condition = control === undefined ? 'stopped' : 'silent'
  return {
    ...{ ...common, agent: condition, report: undefined, index, folder },
    mappings: withKnown(await mappingsIn(folder, paths), store?.roots() ?? []),
    known: store === undefined ? [] : rememberedIn(store),
    selection: store?.selection() ?? [],
    trees: store && (async (folders) => treesIn(store, folders)),
    word: async () => ({ condition, problems: [], waiting: [], awaitsRoom: false }),
    [Symbol.asyncDispose]: close,
  }
}

async function settings(
  paths: BoxPaths,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<Situation, 'configuration' | 'fault' | 'origins' | 'overruled' | 'root'>> {
  try {
    const [configuration, origins] = await Promise.all([readConfiguration(paths), settingOrigins(paths)])
    const root = await rootOnBox(paths, configuration, environment)
    const { overruled } = await withinLocks(paths, environment)
    return { configuration, fault: undefined, origins, overruled, root }
  } catch (error) {
    if (!(error instanceof BoxError)) throw error
    const root = { path: '', id: undefined, namespace: undefined }
    return {
      configuration: defaultConfiguration(paths),
      fault: error.message,
      origins: [],
      overruled: [],
      root,
    }
  }
}

async function connections(
  { proxyFile }: BoxPaths,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<Situation, 'environment' | 'proxyFault'>> {
  try {
    return { environment: await connectionEnvironment(proxyFile, environment), proxyFault: undefined }
  } catch (error) {
    if (!(error instanceof CloudSetupError)) throw error
    return { environment, proxyFault: error.message }
  }
}

async function reportOf(control: Control): Promise<AgentReport | undefined> {
  try {
    return await control.report()
  } catch (error) {
    if (error instanceof AgentError) return undefined
    throw error
  }
}

async function wordOf(control: Control): Promise<AgentWord> {
  try {
    const [{ status, shortages }, problems, { deletions, additions }] = await Promise.all([
      control.report(),
      control.problems(),
      control.waiting(),
    ])
    const condition = conditions[status.state]
    return {
      ...{ condition, problems, awaitsRoom: shortages.length > 0 },
      waiting: [...deletions.flatMap(({ paths }) => paths), ...additions],
    }
  } catch (error) {
    if (error instanceof AgentError)
      return { condition: 'silent', problems: [], waiting: [], awaitsRoom: false }
    throw error
  }
}

const conditions: Readonly<Record<SyncStatus['state'], Condition>> = {
  ...{ starting: 'busy', checking: 'busy', listing: 'busy', syncing: 'busy', 'up-to-date': 'quiet' },
  ...{ offline: 'offline', unlinked: 'unlinked', halted: 'halted', failed: 'failed', paused: 'paused' },
}

interface OpenedIndex {
  readonly index: IndexState
  readonly store: ReadStore | undefined
  readonly close: () => Promise<void>
}

const unopened: OpenedIndex = {
  index: { state: 'unusable', code: 'in-use', detail: 'The agent has its index open, and does not answer.' },
  store: undefined,
  close: async () => undefined,
}

async function openIndex(file: string): Promise<OpenedIndex> {
  if (!existsSync(file)) return { ...unopened, index: { state: 'none' } }
  let copy: string | undefined
  const close = async (): Promise<void> => {
    if (copy !== undefined) await rm(copy, { recursive: true, force: true })
  }
  try {
    if (isEmpty(`${file}-wal`)) return opened(openStoreToRead(file), close)
    // An agent that was killed has left a log beside it, which is worked in where nobody minds.
    copy = await mkdtemp(join(tmpdir(), 'dropbox-doctor-'))
    for (const suffix of ['', '-wal']) await copyFile(file + suffix, join(copy, `index.db${suffix}`))
    return opened(openStore(join(copy, 'index.db')), close)
  } catch (error) {
    await close()
    const code = error instanceof StoreError ? error.code : 'input-output'
    if (!(error instanceof Error && 'code' in error)) throw error
    const detail = error.message.replaceAll(copy ?? '\0', file.slice(0, file.lastIndexOf('/')))
    return { ...unopened, index: { state: 'unusable', code, detail } }
  }
}

function opened(store: ReadStore, close: () => Promise<void>): OpenedIndex {
  return {
    index: { state: 'readable' },
    store,
    async close() {
      store.close()
      await close()
    },
  }
}

function isEmpty(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0
}

async function resolved(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder)
}

/** A linked folder whose target is not there is found by no link, but the index knows it. */
function withKnown(
  found: readonly Pick<Mapping, 'name' | 'target'>[],
  known: readonly KnownRoot[],
): Pick<Mapping, 'name' | 'target'>[] {
  const keys = new Set(found.map(({ name }) => keyOf(`/${name}`)))
  const missing = known.filter(({ path }) => path !== '' && !keys.has(path))
  return [...found, ...missing.map(({ path, target }) => ({ name: nameOf(path), target }))]
}

async function mappingsIn(folder: string, paths: BoxPaths): Promise<Pick<Mapping, 'name' | 'target'>[]> {
  try {
    return (await findMappings(nodeFiles(), folder, mappingLimits(paths))).mappings.map(
      ({ name, target }) => ({ name, target }),
    )
  } catch (error) {
    if (isDiskError(error)) return []
    throw error
  }
}
