import { asDiskError } from '../../../runtime/local/node/disk-error.ts'
import { type Cloud, CloudError, type ItemResult, type Refusal } from '../../../runtime/ports/cloud.ts'
import { type Store, StoreError } from '../../../runtime/ports/store.ts'
import type { Hint, Watch } from '../../../runtime/ports/watch.ts'
import type { DiskCall } from '../disk/disk.ts'
import type { Between } from '../world/box.ts'
import type { VirtualClock } from '../world/virtual-clock.ts'
import { diskSiteOf } from './disk-sites.ts'
import {
  type CloudKind,
  type DiskKind,
  type RefusalReason,
  refusals,
  type StoreKind,
  type WatchKind,
} from './kinds.ts'

/** Asked at each call: which fault strikes it, if any does. */
export type Asked = (site: string) => string | undefined

/** What puts faults between an agent and its ports. */
export function strikingBetween(
  asked: Asked,
  roots: ReadonlySet<string>,
  clock: () => VirtualClock,
): Between {
  // Of most calls there are many to one path.
  const sites = new Map<string, Map<string, string>>()
  const siteOf = (call: DiskCall): string => {
    if (call.to !== undefined) return `files ${diskSiteOf(call, roots)}`
    const byPath = sites.get(call.operation) ?? new Map<string, string>()
    sites.set(call.operation, byPath)
    const site = byPath.get(call.path) ?? `files ${diskSiteOf(call, roots)}`
    byPath.set(call.path, site)
    return site
  }
  return {
    beforeDisk(call) {
      const kind = asked(siteOf(call))
      if (kind !== undefined) throw diskErrorOf(kind as DiskKind, call.path)
    },
    store: (store) => strikingStore(store, asked),
    cloud: (cloud) => strikingCloud(cloud, asked),
    watch: (watch) => strikingWatch(watch, asked, clock),
  }
}

function diskErrorOf(errno: DiskKind, path: string): Error {
  return asDiskError(Object.assign(new Error(`${errno} (injected): ${path}`), { code: errno }), path)
}

/** Methods of the store of which something is asked, or by which something is written. */
const storeMethods = new Set<string | symbol>([
  ...['transaction', 'setRemote', 'setLocal', 'setSynced', 'setAgreed', 'rebase', 'clear'],
  ...['setSelection', 'setCursor'],
  ...[
    'putRoot',
    'deleteRoot',
    'setValue',
    'record',
    'get',
    'children',
    'unsettled',
    'count',
    'value',
    'cursor',
  ],
])

function strikingStore(store: Store, asked: Asked): Store {
  let inside = ''
  const striking =
    (name: string, work: (...given: unknown[]) => unknown) =>
    (...given: unknown[]) => {
      const kind = asked(`store ${name}${inside}`) as StoreKind | undefined
      if (kind !== undefined) throw new StoreError(kind, `${kind} (injected)`)
      if (name !== 'transaction') return work(...given)
      inside = ' in a transaction'
      try {
        return work(...given)
      } finally {
        inside = ''
      }
    }
  return new Proxy(store, {
    get(target, member) {
      const value = Reflect.get(target, member)
      return storeMethods.has(member) && typeof value === 'function' ? striking(String(member), value) : value
    },
  })
}

function isRefusal(kind: string | undefined): kind is RefusalReason {
  return refusals.some(({ reason }) => reason === kind)
}

function refusalOf(reason: RefusalReason): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: refusals.find((one) => one.reason === reason) ?? refusals[0] }
}

function cloudErrorOf(kind: CloudKind): CloudError {
  const code = kind.split(' ')[0] as CloudError['code']
  return new CloudError(code, `${kind} (injected)`, { data: { detail: 'injected' } })
}

/** Cloud calls, struck as a whole or, where they are about several paths, at the first of them. */
function strikingCloud(cloud: Cloud, asked: Asked): Cloud {
  const call = async <Value>(site: string, work: () => Promise<Value>): Promise<Value> => {
    const kind = asked(`cloud ${site}`) as CloudKind | undefined
    if (kind === undefined) return work()
    if (kind.endsWith('after the effect')) await work()
    throw cloudErrorOf(kind)
  }
  const item = async <Value>(
    site: string,
    work: () => Promise<ItemResult<Value>>,
  ): Promise<ItemResult<Value>> => {
    const kind = asked(`cloud ${site}`)
    if (isRefusal(kind)) return refusalOf(kind)
    if (kind === undefined) return work()
    if (kind.endsWith('after the effect')) await work()
    throw cloudErrorOf(kind as CloudKind)
  }
  const items = async <Item, Value>(
    site: string,
    given: readonly Item[],
    work: (given: readonly Item[]) => Promise<ItemResult<Value>[]>,
  ): Promise<ItemResult<Value>[]> => {
    if (given.length === 0) return work(given)
    const kind = asked(`cloud ${site}`)
    if (isRefusal(kind)) return [refusalOf(kind), ...(await work(given.slice(1)))]
    if (kind === undefined) return work(given)
    if (kind.endsWith('after the effect')) await work(given)
    throw cloudErrorOf(kind as CloudKind)
  }
  return {
    ...cloud,
    account: (signal) => call('account', () => cloud.account(signal)),
    space: (signal) => call('space', () => cloud.space(signal)),
    changes: (cursor, signal) =>
      call(cursor === undefined ? 'changes from the start' : 'changes from a cursor', () =>
        cloud.changes(cursor, signal),
      ),
    waitForChange: (cursor, signal) => call('waitForChange', () => cloud.waitForChange(cursor, signal)),
    download: (request, write, options) =>
      item(request.offset > 0 ? 'download, taken up' : 'download', () =>
        cloud.download(request, write, options),
      ),
    downloadFolder: (request, take, options) =>
      item('downloadFolder', () => cloud.downloadFolder(request, take, options)),
    async *upload(requests, options) {
      const [first, ...others] = requests
      const kind =
        first === undefined ? undefined : asked(`cloud upload${first.over ? ' over a revision' : ''}`)
      if (kind === undefined || first === undefined) yield* cloud.upload(requests, options)
      else if (isRefusal(kind)) {
        yield [first, refusalOf(kind)]
        yield* cloud.upload(others, options)
      } else {
        if (kind.endsWith('after the effect'))
          for await (const result of cloud.upload(requests, options)) void result
        throw cloudErrorOf(kind as CloudKind)
      }
    },
    createFolders: (paths, signal) =>
      items('createFolders', paths, (some) => cloud.createFolders(some, signal)),
    deleteFiles: (files, signal) => items('deleteFiles', files, (some) => cloud.deleteFiles(some, signal)),
    deleteEmptyFolder: (path, signal) =>
      item('deleteEmptyFolder', () => cloud.deleteEmptyFolder(path, signal)),
    copyFiles: (copies, signal) => items('copyFiles', copies, (some) => cloud.copyFiles(some, signal)),
    move: (from, to, signal) =>
      item(from.toLowerCase() === to.toLowerCase() ? 'move by case' : 'move', () =>
        cloud.move(from, to, signal),
      ),
  }
}

function strikingWatch(watch: Watch, asked: Asked, clock: () => VirtualClock): Watch {
  return {
    async watch(root, { ignored, hint }) {
      const strike = (given: Hint): void => {
        const kind = asked('watch hint') as WatchKind | undefined
        if (kind === 'dropped') return
        // Others overtake it.
        if (kind === 'late')
          return void clock()
            .sleep(5_000)
            .then(() => hint(given))
        if (kind === 'doubled') hint(given)
        if (kind === 'foreign') hint({ kind: 'folder', path: `${root}/never/was` })
        hint(kind === 'overflow' ? { kind: 'everything', path: root } : given)
      }
      if (asked('watch watch') === 'ENOSPC')
        return {
          folders: 0,
          shortfall: 'the inotify limit is reached',
          reconcile: async () => {},
          close: async () => {},
        }
      return watch.watch(root, { ignored, hint: strike })
    },
  }
}
