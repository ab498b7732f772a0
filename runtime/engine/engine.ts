import { isIgnoredEverywhere } from '../core/names.ts'
import { nameOf } from '../core/path.ts'
import type { Held } from '../core/plan/operation.ts'
import { CloudError } from '../ports/cloud.ts'
import { faultOf, isDiskError } from '../ports/files.ts'
import { faultIn } from './box-rules.ts'
import { createCycle } from './cycle.ts'
import { describeDiskMessage } from './describe/disk-fault.ts'
import { createFinish } from './finish.ts'
import type { Engine, EngineParts } from './interface.ts'
import { leftOf } from './left.ts'
import { createMembers } from './members.ts'
import { watchClocks } from './observe/clock-watch.ts'
import { isApprovable, type Problem, type SyncStatus } from './status.ts'

const firstPause = 1_000
const longestPause = 60_000

export function createEngine(parts: EngineParts): Engine {
  const { store, cloud, clock, settings, log } = parts
  const members = createMembers(parts)
  const { attention, setbacks, standing, observation, execution, rest, whose, guards, restoring } = members
  const { local, movedFolders, remoteTwins, roots, mark, leases, longpoll, watches, powerCut, everywhere } =
    members
  const cycle = createCycle(members)
  let rescans: (() => void)[] = []
  /** How many looks at everything were asked for, and how many of them were taken. */
  const looksAtAll = { asked: 0, taken: 0 }

  const problems = (): readonly Problem[] => [
    ...(observation.seen()?.problems ?? []),
    ...local.problems(),
    ...remoteTwins.problems(),
    ...execution.held().map((hold) => ({ path: hold.display, why: reasonOf(hold) })),
    ...setbacks.problems(),
  ]

  const look = (): number => {
    whose.doubt()
    attention.remote()
    attention.hint(everywhere)
    return ++looksAtAll.asked
  }

  const finish = createFinish({ clock, attention, execution, rest, standing, observation, everywhere })

  // The calls themselves are tried again for a while; a person is told at once.
  cloud.watchConnection((trouble) => {
    const { state } = standing.state()
    if (state === 'halted' || state === 'unlinked' || state === 'failed') return
    if (trouble !== undefined) standing.become({ state: 'offline', detail: trouble })
    else if (state === 'offline') {
      standing.become({ state: whose.known() === undefined ? 'starting' : 'checking' })
      whose.doubt()
      attention.again()
    }
  })

  return {
    async run(signal) {
      let pause = firstPause
      // Nobody told while no agent ran: a listing that was whole then says nothing about now.
      attention.remote()
      const polling = longpoll.run(signal)
      const beating = leases.run(signal, attention.again)
      const ticking = watchClocks(clock, signal, (gap) => {
        log.info('clock', { gap })
        attention.hint(everywhere)
        whose.doubt()
        attention.remote()
        longpoll.renew()
      })
      while (!signal.aborted) {
        const began = clock.monotonic()
        const looks = attention.take()
        const { asked } = looksAtAll
        const isLast = finish.begun()
        const answering = rescans
        rescans = []
        let stopped: unknown
        restoring.begin()
        try {
          await cycle.turn(looks, signal)
          looksAtAll.taken = asked
          pause = firstPause
        } catch (error) {
          stopped = error
          if (signal.aborted) break
          whose.doubt()
          attention.giveBack({ ...looks, remote: true })
          const state = stateAfter(error)
          log.warn('stopped', { state: state.state, error: String(error) })
          standing.become(state)
          await clock.sleep(pause, signal)
          pause = Math.min(pause * 2, longestPause)
          continue
        } finally {
          for (const answer of answering) answer()
          restoring.end(stopped)
        }
        finish.turned(isLast)
        if (execution.busy() && !finish.begun()) await rest.after(clock.monotonic() - began, signal)
        await attention.wait(cycle.untilNext(), signal)
        if (attention.hinted()) await clock.sleep(settings.quiet, signal)
      }
      finish.ended()
      await Promise.all([polling, beating, ticking, execution.landed(), watches.close(), local.end()])
      await observation.end()
      if (await leases.holds(settings.folder)) powerCut.end()
      await mark.writeLast()
      await leases.release()
    },
    finish: finish.within,
    status: standing.shown,
    problems,
    shortages: execution.shortages,
    repositories: local.repositories,
    mappings: () => [...roots.known.values()].filter(({ path }) => path !== ''),
    watching: watches.shortfall,
    account: whose.known,
    pending: guards.waiting,
    rescan() {
      setbacks.reset()
      whose.doubt()
      attention.remote()
      attention.hint(everywhere)
      return new Promise((resolve) => {
        rescans.push(resolve)
      })
    },
    look,
    left: (look, paths, most) =>
      leftOf(
        store,
        {
          looked: look <= looksAtAll.taken,
          status: standing.shown(),
          problems: problems(),
          short: execution.shortages().length > 0,
          unsure: local.unsettled() || movedFolders.waiting(),
        },
        paths,
        most,
      ),
    ignored: (path, isFolder) => isIgnoredEverywhere(nameOf(path)) || local.ignored(path, isFolder),
    select(selection) {
      store.setSelection(selection)
      attention.again()
    },
    async approve(shown) {
      guards.approve(shown?.additions)
      const status = standing.state()
      if (status.state === 'halted') {
        let hinders = false
        for (const halt of status.halts) {
          const agreed =
            isApprovable(halt) && !('target' in halt && shown?.roots.includes(halt.path) === false)
          if (agreed && 'target' in halt) await roots.accept(halt.path)
          hinders ||= !agreed
        }
        // What else may wait for a person, the next look finds.
        if (!hinders && standing.state() === status) standing.become({ state: 'checking' })
      }
      attention.hint(everywhere)
    },
    restored: restoring.report,
    keep: restoring.choose,
    cloudMark: mark.state,
    copied: mark.copied,
    listen: standing.listen,
  }
}

function stateAfter(error: unknown): SyncStatus {
  if (error instanceof CloudError) {
    if (error.code === 'unlinked' || error.code === 'app-refused') {
      return { state: 'unlinked', detail: error.message }
    }
    const strange = error.code === 'bad-answer' ? ({ answers: true } as const) : {}
    return { state: 'offline', detail: error.message, ...strange }
  }
  if (isDiskError(error) && error.errno !== undefined) {
    const { what, advice } = describeDiskMessage(faultOf(error), error.message)
    return { state: 'failed', detail: [`${error.path}: ${what}.`, advice ?? 'It is tried again.'].join(' ') }
  }
  return { state: 'failed', detail: error instanceof Error ? error.message : String(error) }
}

function reasonOf(hold: Held): Problem['why'] {
  if (hold.reason === 'displaced') return { reason: hold.reason, now: hold.now }
  const { path, display, reason } = hold
  return reason === 'name' ? { reason, fault: faultIn(path, nameOf(display)) ?? 'unwritable' } : { reason }
}
