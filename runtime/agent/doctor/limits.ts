import { countOf } from '../../core/amounts.ts'
import { type Finding, trouble, well } from './finding.ts'

/** What the system allows this user, and what is taken of it. Undefined where the system does not tell. */
export interface LimitFacts {
  readonly maxWatches: number | undefined
  /** Watches that the agent has. */
  readonly usedWatches: number | undefined
  readonly maxInstances: number | undefined
  /** inotify instances of all this user's processes that can be seen. */
  readonly usedInstances: number | undefined
  readonly maxQueued: number | undefined
  /** Files that one process may have open. */
  readonly openFiles: number | undefined
}

/** Descriptors that the agent needs at its busiest: transfers, sockets, the index and the watcher. */
const neededFiles = 256

/** Compares the limits with what the synced trees need; `folders` is how many they have, undefined when nobody could count. */
export function checkLimits(facts: LimitFacts, folders: number | undefined): Finding[] {
  return [watches(facts, folders), instances(facts), queue(facts), openFiles(facts)]
}

function watches({ maxWatches, usedWatches }: LimitFacts, folders: number | undefined): Finding {
  const data = {
    limit: 'fs.inotify.max_user_watches',
    maximum: maxWatches,
    used: usedWatches,
    needed: folders,
  }
  if (maxWatches === undefined) return unknown('fs.inotify.max_user_watches', data)
  const needs = folders === undefined ? '' : `; ${countOf(folders, 'folder')} to watch`
  if (folders !== undefined && folders > maxWatches)
    return raise(
      `fs.inotify.max_user_watches is ${maxWatches}${needs}.`,
      'fs.inotify.max_user_watches',
      2 * folders,
      data,
    )
  return well('limits', `fs.inotify.max_user_watches is ${maxWatches}${needs}.`, data)
}

function instances({ maxInstances, usedInstances }: LimitFacts): Finding {
  const data = { limit: 'fs.inotify.max_user_instances', maximum: maxInstances, used: usedInstances }
  if (maxInstances === undefined) return unknown('fs.inotify.max_user_instances', data)
  const found = `fs.inotify.max_user_instances is ${maxInstances}${usedInstances === undefined ? '' : `; ${usedInstances} are in use`}.`
  if (usedInstances !== undefined && usedInstances >= maxInstances - 2)
    return raise(found, 'fs.inotify.max_user_instances', 2 * maxInstances, data)
  return well('limits', found, data)
}

function queue({ maxQueued }: LimitFacts): Finding {
  const data = { limit: 'fs.inotify.max_queued_events', maximum: maxQueued }
  if (maxQueued === undefined) return unknown('fs.inotify.max_queued_events', data)
  const found = `fs.inotify.max_queued_events is ${maxQueued}.`
  // Linux's own default is 16,384 (linux/fs/notify/inotify/inotify_user.c).
  if (maxQueued < 16_384) return raise(found, 'fs.inotify.max_queued_events', 16_384, data)
  return well('limits', found, data)
}

function openFiles({ openFiles: maximum }: LimitFacts): Finding {
  const data = { limit: 'open files', maximum, needed: neededFiles }
  if (maximum === undefined) return unknown('The number of open files', data)
  const found = `A process may have ${countOf(maximum, 'file')} open.`
  if (maximum < neededFiles)
    return trouble(
      'limits',
      'wrong',
      found,
      `Allow ${neededFiles} at least: "ulimit -n ${neededFiles}" before Dropbox is started.`,
      data,
    )
  return well('limits', found, data)
}

function raise(found: string, limit: string, value: number, data: Finding['data']): Finding {
  return trouble(
    'limits',
    'warning',
    found,
    `Changes may be found by scanning only, some minutes late. Who runs this computer can raise it: sysctl ${limit}=${value}.`,
    data,
  )
}

function unknown(what: string, data: Finding['data']): Finding {
  return well('limits', `${what} is not told by this system.`, data)
}
