import type { Store } from '../../../runtime/ports/store.ts'
import type { CloudEvent } from '../cloud/simulated-dropbox.ts'
import type { DiskCall } from '../disk/disk.ts'
import type { Between } from '../world/box.ts'

/** Calls on the disk after which something is on it, or lasting on it, although no name or attribute is another. */
const writing = new Set(['file.write', 'file.sync', 'folder.sync'])

const committing = new Set<string | symbol>([
  'transaction',
  'setRemote',
  'setLocal',
  'setSynced',
  'setAgreed',
  'rebase',
  'clear',
  'setSelection',
  'setCursor',
  'putRoot',
  'deleteRoot',
  'setValue',
  'record',
])

/**
 * Tells of every boundary of one box: right after a call on the disk or a commit has had its effect, before the agent learns of it. Between two
 * of them nothing that lasts is different. `changes` counts those of names and attributes on its disk.
 */
export function betweenWithBoundaries(reached: (what: string) => void, changes: () => number): Between {
  let seen = 0
  return {
    afterDisk({ operation, path, to }: DiskCall) {
      const now = changes()
      if (now === seen && !writing.has(operation)) return
      seen = now
      reached(`${operation} ${path}${to === undefined ? '' : ` ${to}`}`)
    },
    store: (store) => tellingStore(store, reached),
  }
}

/** Whether an event at the account is a boundary: a request of a box that arrived, its answer still on the way. */
export function isBoundary(event: CloudEvent): boolean {
  return event.box !== undefined && event.request !== 'longpoll'
}

function tellingStore(store: Store, reached: (what: string) => void): Store {
  let inside = false
  const telling =
    <Given extends unknown[], Value>(name: string, work: (...given: Given) => Value) =>
    (...given: Given): Value => {
      if (inside) return work(...given)
      inside = true
      try {
        const value = work(...given)
        reached(`store ${name}`)
        return value
      } finally {
        inside = false
      }
    }
  const { sessions } = store
  const tellingSessions = {
    get: sessions.get,
    put: telling('sessions.put', sessions.put),
    delete: telling('sessions.delete', sessions.delete),
  }
  return new Proxy(store, {
    get(target, member) {
      if (member === 'sessions') return tellingSessions
      const value = Reflect.get(target, member)
      return committing.has(member) && typeof value === 'function' ? telling(String(member), value) : value
    },
  })
}
