import { CloudError } from '../ports/cloud.ts'
import type { Looks } from './attention.ts'
import type { Members } from './members.ts'
import type { Halt } from './status.ts'

/** How often a folder that is not there, or not itself, is looked at again; nothing tells when it comes back. */
const haltedLook = 2_000

/** The same for the folder of Dropbox that is all there is. */
const missingRemoteLook = 30_000

/** One turn of the engine: look at both sides, guard, plan, guard, carry out, record. */
export interface Cycle {
  /** Throws what keeps it from being done: CloudError, DiskError, StoreError. */
  turn(looks: Looks, signal: AbortSignal): Promise<void>
  /** ms after which the next turn is due if nothing asks for it before. */
  untilNext(): number
}

export function createCycle(members: Members): Cycle {
  const { attention, setbacks, standing, observation, execution, whose, guards, restoring } = members
  const { local, movedFolders, powerCut, roots, mark, everywhere, settings } = members

  /** Whether the last turn came to a plan: where none is made, nothing of what waits for one goes on, however long it has waited. */
  let isPlanned = false

  const isQuiet = (): boolean =>
    execution.quiet() &&
    !attention.pending() &&
    !movedFolders.waiting() &&
    !local.unsettled() &&
    !local.reading() &&
    !guards.secondLook.pending() &&
    !guards.deletionLull.pending() &&
    !execution.awaitsLull() &&
    !setbacks.unsettled()

  const isHaltedBy = (kind: (halt: Halt) => boolean): boolean => {
    const status = standing.state()
    return status.state === 'halted' && status.halts.some(kind)
  }

  return {
    async turn(looks, signal) {
      isPlanned = false
      execution.meetFailure()
      const { state, become } = standing
      if (state().state === 'up-to-date') become({ state: 'checking' })
      const here = await observation.box(looks, signal, (met) => {
        if (!met.halts.some(isHomeApart)) whose.askAhead(signal)
      })
      const { halts } = here
      if (halts.length > 0 && state().state === 'starting') become({ state: 'halted', halts })
      if (halts.some(isHomeApart)) {
        // Where a whole home is shared, so is what is known of Dropbox: the other agent keeps it, also one that cannot be seen from here.
        attention.giveBack({ ...looks, remote: true })
        return become({ state: 'halted', halts })
      }
      const other = guards.reviewAccount(await whose.ask(signal)) ?? guards.reviewRemoteRoot()
      if (other !== undefined) return become({ state: 'halted', halts: [...halts, other] })
      const seen = await observation.dropbox(looks, here, signal).catch(remoteRootMissing)
      if ('reason' in seen) {
        attention.giveBack({ ...looks, remote: true })
        return become({ state: 'halted', halts: [...halts, seen] })
      }
      if (await restoring.serve(seen, signal)) {
        attention.hint(everywhere)
        return become({ state: 'checking' })
      }
      if (state().state === 'starting' || state().state === 'listing') become({ state: 'checking' })
      const acted = await execution.act(signal, () => {
        // What waited for a person was agreed to, and to carry it out may take a while.
        if (halts.length === 0 && state().state === 'halted') become({ state: 'checking' })
      })
      isPlanned = true
      const all = [...halts, ...acted.halts]
      if (acted.progressed) attention.again()
      if (all.length > 0) return become({ state: 'halted', halts: all })
      if (!isQuiet()) return become({ state: 'checking' })
      powerCut.quiet()
      roots.synced(here.ready)
      local.synced()
      become({ state: 'up-to-date' })
      // Nothing was at stake between this box and what another life of it did.
      if (mark.movedOn()) mark.goOn()
      else await mark.write(signal)
    },
    untilNext() {
      const scan = observation.untilScan()
      const rescan = isHaltedBy((halt) => 'target' in halt)
        ? Math.min(scan, haltedLook)
        : isHaltedBy((halt) => halt.reason === 'remote-root-missing')
          ? Math.min(scan, missingRemoteLook)
          : scan
      if (!isPlanned) return Math.max(0, rescan)
      const still = local.restless().length > 0 ? settings.stillness : rescan
      const waits = [
        members.setbacks.nextAttempt(members.clock.monotonic()),
        execution.wait(),
        guards.secondLook.wait(),
        guards.deletionLull.wait(),
      ]
      return Math.max(0, Math.min(rescan, still, ...waits.map((wait) => wait ?? rescan)))
    },
  }
}

/** Whether the home is another agent's, or cannot be looked at, so that it may be. */
function isHomeApart(halt: Halt): boolean {
  return (halt.reason === 'in-use' || halt.reason === 'root-missing') && halt.path === ''
}

function remoteRootMissing(error: unknown): Extract<Halt, { reason: 'remote-root-missing' }> {
  if (!(error instanceof CloudError && error.code === 'root-missing')) throw error
  const { data, message: detail } = error
  return { reason: 'remote-root-missing', root: String(data['root'] ?? ''), detail }
}
