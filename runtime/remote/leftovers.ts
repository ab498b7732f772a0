import { namesIn } from '../local/node/list.ts'
import { type Files, isDiskError } from '../ports/files.ts'
import type { Machine, ProcessIdentity } from '../ports/machine.ts'

/** A word for `fetchFile` that tells whose the file beside the goal is; `random`: letters and digits that no other call has. */
export function fetchIdentity({ pid, started, boot, namespace }: ProcessIdentity, random: string): string {
  return `dropbox-get-${pid}.${started}.${boot}.${namespaceNumber(namespace)}.${random}`
}

/** After so long without a change of any kind nobody fetches into a file any more, whatever machine began it; ms. */
const longGone = 7 * 24 * 3_600_000

/**
 * Removes from a folder what fetches that were killed have left beside their goals: plain files of this user with the name of such a file, whose process
 * is gone. What a process of another machine, or of an earlier life of this one, has left goes once nothing has changed it for a week. `user`: this
 * one's number; `now`: ms since 1970. Nothing that goes wrong with it is in the way of the next fetch. Gives the names that went.
 */
export async function removeLeftovers(
  files: Pick<Files, 'lstat' | 'unlink'>,
  folder: string,
  { machine, user, now }: { readonly machine: Machine; readonly user: number; readonly now: number },
): Promise<readonly string[]> {
  const removed: string[] = []
  for (const name of leftoversIn(folder)) {
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`
    try {
      const stats = await files.lstat(path)
      if (stats?.kind !== 'file' || stats.owner !== user || stats.links !== 1) continue
      const isAlive = lives(name, machine)
      if (isAlive === 'unknown' ? now - stats.changed <= longGone : isAlive) continue
      await files.unlink(path)
      removed.push(name)
    } catch (error) {
      // It went meanwhile, or may not be touched: it is found again another time.
      if (!isDiskError(error)) throw error
    }
  }
  return removed
}

const pattern =
  /^\.~dropbox-get-(?<pid>[1-9]\d*)\.(?<started>\d+)\.(?<boot>[0-9a-f-]*)\.(?<namespace>\d*)\.[0-9a-z-]+$/

function leftoversIn(folder: string): string[] {
  try {
    return namesIn(folder).flatMap((name) => (typeof name === 'string' && pattern.test(name) ? [name] : []))
  } catch (error) {
    // There is no such folder, or it may be written to and not read.
    if (isDiskError(error)) return []
    throw error
  }
}

/** Whether the process that a name tells of is alive; its number means something on one kernel, and in one namespace, alone. */
function lives(name: string, machine: Machine): boolean | 'unknown' {
  const { pid, started, boot = '', namespace = '' } = pattern.exec(name)?.groups ?? {}
  const { self } = machine
  const isHere =
    boot !== '' && namespace !== '' && boot === self.boot && namespace === namespaceNumber(self.namespace)
  if (!isHere) return 'unknown'
  return machine.lives({ ...self, pid: Number(pid), started: Number(started) })
}

/** `4026531836` of `pid:[4026531836]`. */
function namespaceNumber(namespace: string): string {
  return namespace.replace(/\D/g, '')
}
