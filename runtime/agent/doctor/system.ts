import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FaultError } from '../../cloud/connection/faults.ts'
import { wayTo } from '../../cloud/connection/proxy.ts'
import { createTransport } from '../../cloud/connection/transport.ts'
import { tellsOfChanges } from '../../local/watch/probe.ts'
import type { DiskFacts } from './disk.ts'
import { longestWait } from './inotify.ts'
import type { LimitFacts } from './limits.ts'
import type { Ask } from './network.ts'

/** What the machine itself tells. Nothing here writes, but for the probe of `timeOfChange`. */

/** Throws the system's error. */
export async function diskFacts(path: string): Promise<DiskFacts> {
  const { blocks, bsize, bavail, files, ffree } = await statfs(path)
  return { total: blocks * bsize, available: bavail * bsize, inodes: files, freeInodes: ffree }
}

/** The path, or the nearest folder above it that is there. */
export async function nearestThere(path: string): Promise<string> {
  for (let each = path; ; each = dirname(each)) {
    if (each === '/') return each
    const there = await stat(each).then(
      () => true,
      () => false,
    )
    if (there) return each
  }
}

/** How many ms it took until a change in a folder was told; undefined when it was not. Throws the system's error. */
export async function timeOfChange(folder: string): Promise<number | undefined> {
  const began = performance.now()
  return (await tellsOfChanges(folder, longestWait)) ? performance.now() - began : undefined
}

/** The limits that /proc tells of; `agent` is the process of the running agent. */
export function limitFacts(agent: number | undefined): LimitFacts {
  const limits = text(`/proc/${agent ?? 'self'}/limits`) ?? text('/proc/self/limits')
  const open = /^Max open files\s+(\d+|unlimited)/m.exec(limits ?? '')?.[1]
  return {
    maxWatches: number('max_user_watches'),
    usedWatches: agent === undefined ? undefined : watchesOf(agent),
    maxInstances: number('max_user_instances'),
    usedInstances: instances(),
    maxQueued: number('max_queued_events'),
    openFiles: open === undefined ? undefined : open === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(open),
  }
}

/** Asks an address for its front page, which every host has or refuses; any answer will do. */
export function asking(environment: NodeJS.ProcessEnv, userAgent: string, silence: number): Ask {
  return async (address) => {
    const transport = createTransport({ connect: silence, pause: silence, address, environment })
    try {
      const answer = await transport.send({
        method: 'GET',
        url: `${address}/`,
        headers: { 'user-agent': userAgent },
        silence,
      })
      answer.drop()
      return { status: answer.status, date: answer.header('date') }
    } catch (error) {
      const detail = error instanceof FaultError && error.fault.kind === 'broken' ? error.fault.detail : ''
      throw detail === '' ? error : new Error(detail, { cause: error })
    } finally {
      await transport.close()
    }
  }
}

/** The proxy for an address, without a name and password; undefined when there is none. */
export function proxyFor(address: string, environment: NodeJS.ProcessEnv): string | undefined {
  const way = wayTo(address, environment)
  if (way.kind === 'direct') return undefined
  if (way.kind === 'socks') return `socks${way.proxy.version}://${way.proxy.host}:${way.proxy.port}`
  const named = address.startsWith('https:') ? way.proxies.httpsProxy : way.proxies.httpProxy
  if (!named) return undefined
  const url = URL.parse(named.includes('://') ? named : `http://${named}`)
  return url === null ? 'that cannot be understood' : `${url.protocol}//${url.host}`
}

function number(name: string): number | undefined {
  const value = Number.parseInt(text(`/proc/sys/fs/inotify/${name}`) ?? '', 10)
  return Number.isNaN(value) ? undefined : value
}

/** One line per watch in the descriptors' info (proc_pid_fdinfo(5)). */
function watchesOf(process: number): number | undefined {
  const folder = `/proc/${process}/fdinfo`
  let watches: number | undefined
  for (const descriptor of names(folder)) {
    const lines = text(join(folder, descriptor))?.match(/^inotify /gm)?.length ?? 0
    watches = (watches ?? 0) + lines
  }
  return watches
}

function instances(): number {
  let found = 0
  for (const process of names('/proc').filter((name) => /^\d+$/.test(name)))
    for (const descriptor of names(`/proc/${process}/fd`))
      if (target(`/proc/${process}/fd/${descriptor}`) === 'anon_inode:inotify') found++
  return found
}

function text(file: string): string | undefined {
  return unlessRefused(() => readFileSync(file, 'utf8'))
}

function names(folder: string): string[] {
  return unlessRefused(() => readdirSync(folder)) ?? []
}

function target(link: string): string | undefined {
  return unlessRefused(() => readlinkSync(link))
}

/** What the system does not show, of other users' processes and in sandboxes, is not known. */
function unlessRefused<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
