import { isIgnoredEverywhere } from '../core/names.ts'
import { nameOf, type PathKey } from '../core/path.ts'
import type { Held } from '../core/plan/operation.ts'
import { CloudError } from '../ports/cloud.ts'
import { faultOf, isDiskError } from '../ports/files.ts'
import { StoreError } from '../ports/store.ts'
import { activityOf } from './activity.ts'
import { faultIn } from './box-rules.ts'
import { type Cycle, createCycle } from './cycle.ts'
import { describeDiskMessage } from './describe/disk-fault.ts'
import { createFinish } from './finish.ts'
import type { Engine, EngineParts } from './interface.ts'
import { createLastLook } from './last-look.ts'
import { leftOf } from './left.ts'
import { createMembers } from './members.ts'
import { watchClocks } from './observe/clock-watch.ts'
import { createPausing } from './pause.ts'
import { createRetryPause } from './retry-pause.ts'
import { isApprovable, type Problem, type SyncStatus } from './status.ts'

export function createEngine(parts: EngineParts): Engine {
  const { store, cloud, clock, settings, log } = parts
  const members = createMembers(parts)
  const { attention, setbacks, standing, observation, execution, rest, whose, guards, restoring } = members
  const { local, movedFolders, remoteTwins, roots, mark, leases, longpoll, watches, powerCut, everywhere } =
    members
  const { outOfReach } = members
  const cycle = createCycle(members)
  const retryPause = createRetryPause(clock)
  let rescans: PromiseWithResolvers<void>[] = []
  let isOver = false
  let isUnlooked = false
  /** How many looks at everything were asked for, and how many of them were taken. */
  const looksAtAll = { asked: 0, taken: 0 }

  const problems = (): readonly Problem[] => [
    ...(observation.seen()?.problems ?? []),
    ...local.problems(),
    ...remoteTwins.problems(),
    ...execution.held().map((hold) => ({ path: hold.display, why: reasonOf(hold) })),
    ...setbacks.problems(),
    ...execution.roomless(),
    ...execution.restless(),
  ]

  const ignored = (path: PathKey, isFolder: boolean): boolean =>
    isIgnoredEverywhere(nameOf(path)) || local.ignored(path, isFolder)
  const look = (): number => {
    whose.doubt()
    attention.remote()
    attention.hint(everywhere)
    retryPause.cut()
    return ++looksAtAll.asked
  }

  /** Why what a person asks for is not begun; undefined when it is. */
  const hindrance = (): CloudError | undefined => {
    if (isOver) return isEnding()
    return pausing.now() === undefined ? undefined : isPaused()
  }

  const finish = createFinish({ clock, attention, execution, rest, standing, observation, everywhere })

  const lastLook = createLastLook({ clock, attention, finish, observation, local, log })

  const pausing = createPausing(store, clock)

  /** Stands still until a pause is over. What is under way was told to end. */
  const standStill = async (signal: AbortSignal): Promise<void> => {
    await execution.landed()
    try {
      execution.meetFailure()
    } catch (error) {
      // It was broken off; what it has left to do, the next plan finds.
      log.info('broken-off', { error: String(error) })
    }
    for (const { resolve } of rescans) resolve()
    rescans = []
    restoring.begin()
    restoring.end(isPaused())
    await pausing.standStill(signal, (paused) => {
      standing.become({ state: 'paused', ...paused })
      log.info('paused', { ...paused })
    })
    if (signal.aborted) return
    log.info('resumed')
    setbacks.reset()
    look()
    standing.become({ state: whose.known() === undefined ? 'starting' : 'checking' })
  }

  // The calls themselves are tried again for a while; a person is told at once.
  cloud.watchConnection((trouble) => {
    outOfReach.told(trouble)
    const { state } = standing.state()
    if (state === 'halted' || state === 'unlinked' || state === 'failed' || state === 'paused') return
    if (trouble !== undefined) standing.become({ state: 'offline', detail: trouble })
    else if (state === 'offline') {
      standing.become({ state: whose.known() === undefined ? 'starting' : 'checking' })
      whose.doubt()
      attention.again()
    }
  })

  return {
    async run(signal) {
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
        if (pausing.now() !== undefined) {
          await standStill(signal)
          continue
        }
        const awake = pausing.awake(signal)
        const began = clock.monotonic()
        const looks = attention.take()
        const { asked } = looksAtAll
        const isLast = finish.begun()
        const answering = rescans
        rescans = []
        let stopped: unknown
        restoring.begin()
        try {
          await cycle.turn(looks, awake)
          looksAtAll.taken = asked
          retryPause.succeeded()
        } catch (error) {
          stopped = error
          attention.giveBack({ ...looks, remote: true })
          if (signal.aborted) break
          whose.doubt()
          if (awake.aborted) continue
          const state = stateAfter(error)
          log.warn('stopped', { state: state.state, error: String(error) })
          standing.become(state)
          await retryPause.rest(awake)
          continue
        } finally {
          for (const { resolve } of answering) resolve()
          restoring.end(stopped)
        }
        finish.turned(isLast)
        if (execution.busy() && !finish.begun()) await rest.after(clock.monotonic() - began, awake)
        await attention.wait(untilNext(cycle), awake)
        if (attention.hinted()) await clock.sleep(settings.quiet, awake)
      }
      isOver = true
      for (const { reject } of rescans) reject(isEnding())
      rescans = []
      restoring.begin()
      restoring.end(isEnding())
      // While it is paused a person wants nothing to be done.
      if (pausing.now() === undefined && (await leases.holds(settings.folder))) await lastLook.take()
      isUnlooked = lastLook.isOwed()
      finish.ended()
      pausing.ended()
      await Promise.all([polling, beating, ticking, execution.landed(), watches.close(), local.end()])
      await observation.end()
      if (await leases.holds(settings.folder)) powerCut.end()
      // Then it is as after a kill, which the mark takes for what it is.
      if (pausing.now() === undefined) await mark.writeLast()
      await leases.release()
    },
    finish: finish.within,
    unlooked: () => isUnlooked,
    status: standing.shown,
    problems,
    shortages: execution.shortages,
    beingMade: execution.beingMade,
    repositories: local.repositories,
    mappings: () => [...roots.known.values()].filter(({ path }) => path !== ''),
    watching: watches.shortfall,
    rescanPeriod: observation.rescan,
    account: whose.known,
    pending: guards.waiting,
    async pause(until) {
      await pausing.begin({ until })
    },
    resume: pausing.end,
    activity: (most) => activityOf(standing.shown(), members.progress, most),
    async rescan() {
      if (isOver) throw isEnding()
      if (pausing.now() !== undefined) return
      setbacks.reset()
      execution.tryAgain()
      look()
      const asked = Promise.withResolvers<void>()
      rescans.push(asked)
      // It is looked at in any case; nobody waits for a Dropbox that is not there.
      await outOfReach.within(asked.promise, () => true).catch(onlyOffline)
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
          ignored,
        },
        paths,
        most,
      ),
    ignored,
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
    async restored() {
      const why = hindrance()
      if (why !== undefined) throw why
      retryPause.cut()
      return await restoring.report()
    },
    async keep(keep, shown) {
      const why = hindrance()
      if (why !== undefined) throw why
      retryPause.cut()
      return await restoring.choose(keep, shown)
    },
    cloudMark: mark.state,
    copied: mark.copied,
    listen: standing.listen,
  }
}

function isPaused(): CloudError {
  return new CloudError('aborted', 'Syncing is paused')
}

function isEnding(): CloudError {
  return new CloudError('aborted', 'Dropbox is just ending. Start it again, then ask once more.')
}

function onlyOffline(error: unknown): void {
  if (!(error instanceof CloudError && error.code === 'offline')) throw error
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

/** ms until the next turn is due: at once when the index fails at telling it, which that turn meets where it is answered for. */
function untilNext(cycle: Cycle): number {
  try {
    return cycle.untilNext()
  } catch (error) {
    if (error instanceof StoreError) return 0
    throw error
  }
}
