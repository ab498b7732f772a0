import type { Lease, LeaseState } from '../../core/safety/lease.ts'
import type { Holder } from '../process/holder.ts'
import { type Finding, reasonOf, trouble, well } from './finding.ts'

/** Whether an agent answers: `silent` is one that takes connections, or holds the lock, and gives no answer. */
export type AgentState = 'running' | 'silent' | 'stopped'

/** The lease in a root; `state` is what it means to one who is not its holder. */
export interface RootLease {
  readonly root: string
  readonly read: () => Promise<{ readonly lease: Lease | undefined; readonly state: LeaseState } | undefined>
}

/** Who holds the home's lock and each root's lease, and whether that fits with the agent. */
export async function checkLocks(
  facts: {
    readonly agent: AgentState
    /** Of the running agent. */
    readonly pid: number | undefined
    /** Who took the lock last, if anybody did, and whether that process lives. */
    readonly holder: Holder | undefined
    readonly alive: boolean
  },
  roots: readonly RootLease[],
): Promise<Finding[]> {
  const findings = [lock(facts)]
  for (const { root, read } of roots) {
    try {
      const found = await read()
      if (found !== undefined) findings.push(lease(root, found, facts))
    } catch (error) {
      findings.push(
        trouble('locks', 'warning', `The lease in ${root} cannot be read: ${reasonOf(error)}.`, undefined, {
          root,
        }),
      )
    }
  }
  return findings
}

function lock({ agent, pid, holder, alive }: Parameters<typeof checkLocks>[0]): Finding {
  const data = { agent, pid: pid ?? null, holder: holder ?? null, alive }
  if (agent === 'running') return well('locks', `Dropbox runs (process ${pid}).`, data)
  const who =
    holder &&
    `process ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  if (agent === 'silent')
    return trouble(
      'locks',
      'wrong',
      `Dropbox runs, but does not answer${who === undefined ? '' : ` (${who})`}.`,
      'Stop it with "dropbox stop", then start it again.',
      data,
    )
  if (holder === undefined) return well('locks', "Dropbox isn't running, and nobody holds its lock.", data)
  if (!alive)
    return well(
      'locks',
      `Dropbox isn't running. It was ended without a farewell (${who}); the next start takes over.`,
      data,
    )
  if (holder.role === 'command') return well('locks', `Another command is at work (${who}).`, data)
  return trouble(
    'locks',
    'warning',
    `Dropbox is starting or ending (${who}).`,
    'Look again in a moment.',
    data,
  )
}

function lease(
  root: string,
  { lease, state }: { readonly lease: Lease | undefined; readonly state: LeaseState },
  facts: Pick<Parameters<typeof checkLocks>[0], 'agent' | 'pid' | 'holder'>,
): Finding {
  const data = {
    root,
    state,
    lease: lease && {
      host: lease.host,
      pid: lease.pid,
      since: lease.since,
      beat: lease.beat,
      released: lease.released,
    },
  }
  const advice = 'Only one agent syncs a folder. Stop the other one, or give each box a folder of its own.'
  if (lease === undefined)
    return trouble(
      'locks',
      'warning',
      `The lease in ${root} cannot be understood.`,
      'If no other computer syncs that folder, it is taken over by itself.',
      data,
    )
  const who = `process ${lease.pid} on ${lease.host}`
  if (state === 'free') return well('locks', `${root} is held by nobody (last by ${who}).`, data)
  if (isOfAgent(lease, facts) || (facts.holder === undefined && state === 'held' && lease.pid === facts.pid))
    return well('locks', `${root} is held by this home's agent.`, data)
  if (state === 'held')
    return trouble('locks', 'wrong', `${root} is held by another agent (${who}).`, advice, data)
  return trouble(
    'locks',
    'warning',
    `${root} may be held by another agent (${who}): nobody can tell from here.`,
    advice,
    data,
  )
}

/**
 * Whether a lease is that of the agent which answered, by what the lock says of its process: in another container its number means nothing from
 * here, and another agent may have the same.
 */
function isOfAgent(
  lease: Lease,
  { agent, pid, holder }: Pick<Parameters<typeof checkLocks>[0], 'agent' | 'pid' | 'holder'>,
): boolean {
  return (
    agent === 'running' &&
    lease.pid === pid &&
    holder?.pid === pid &&
    lease.host === holder.host &&
    lease.boot === holder.boot &&
    lease.started === holder.startedTicks
  )
}
