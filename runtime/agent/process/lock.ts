import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { asBoxError, BoxError } from '../../box/errors.ts'
import { takeExclusiveLock } from '../../box/exclusive-lock.ts'
import type { BoxPaths } from '../../box/paths.ts'
import { nodeFiles } from '../../local/node-files.ts'
import { AgentError } from '../errors.ts'
import { systemClock } from '../system/clock.ts'
import { systemMachine } from '../system/machine.ts'
import { systemRandom } from '../system/random.ts'
import { type Holder, readHolder, removeHolder, writeHolder } from './holder.ts'
import { type HomeLease, type LeaseWorld, longestHomeWait, takeHomeLease } from './home-lease.ts'
import { isAlive, processIdentity } from './process-identity.ts'

/**
 * The right to be the only one that works on a home's state. The system frees it when the process ends, however it ends; where other machines have
 * the state folder too, they see after 30 seconds that it is free.
 */
export interface Lock {
  /** Aborted when another machine has taken the home over, which happens only to one that was out of reach for long. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/**
 * Takes the lock of a home. Commands hold it for moments, and are waited for at most `patience` ms; an agent is not waited for.
 * Throws AgentError `already-running` when an agent holds it, `locked` when something else does (`data.holder` says who), and
 * BoxError when the state folder cannot be written. On a file system of many machines an agent waits for as long as it takes to see that a holder on
 * another one is no more.
 */
export async function takeLock(
  paths: BoxPaths,
  role: Holder['role'],
  patience = 10_000,
  world: LeaseWorld = thisWorld(),
): Promise<Lock> {
  const database = openLockFile(paths)
  try {
    const began = performance.now()
    for (const until = began + patience; !takeExclusiveLock(database, paths.lockFile); await pause(20)) {
      const holder = readHolder(paths)
      const isAgent = holder?.role === 'agent'
      if (isAgent && isAlive(holder)) throw held(paths, holder)
      // What an agent of another kernel left behind is soon written over by whoever has the lock now.
      if (isAgent && isElsewhere(holder) && performance.now() - began >= certainty) throw held(paths, holder)
      if (performance.now() >= until) throw held(paths, holder)
    }
  } catch (error) {
    database.close()
    throw error
  }
  let lease: HomeLease | undefined
  try {
    lease = await leaseOf(paths, role === 'agent' ? longestHomeWait : patience, world)
    const self = processIdentity(process.pid)
    if (!self) throw new Error('This process is not in /proc.')
    writeHolder(paths, { ...self, role, host: hostname(), since: Date.now() })
  } catch (error) {
    await lease?.release()
    database.close()
    throw error instanceof AgentError ? error : asBoxError(error, paths.runFolder)
  }
  return {
    lost: lease?.lost ?? new AbortController().signal,
    async release() {
      // Another machine that took over has its own name there.
      if (lease?.lost.aborted !== true) removeHolder(paths)
      await lease?.release()
      database.close()
    },
  }
}

function thisWorld(): LeaseWorld {
  return { files: nodeFiles(), clock: systemClock, random: systemRandom, machine: systemMachine() }
}

/** Taken before the holder's name is written: who does not get it leaves the other's name alone. */
async function leaseOf(paths: BoxPaths, patience: number, world: LeaseWorld): Promise<HomeLease | undefined> {
  const lease = await takeHomeLease(world, paths.stateFolder, patience)
  if (lease === undefined || 'release' in lease) return lease
  if (lease.holder === undefined) throw held(paths, undefined)
  const { pid, host, since } = lease.holder
  throw held(paths, { role: 'agent', pid, host, since })
}

/** How long the name of a holder that cannot be looked at must stand before it is believed, ms. */
const certainty = 500

function isElsewhere({ boot }: Holder): boolean {
  return boot !== processIdentity(process.pid)?.boot
}

/** Makes the state folder and the run folder, for this user alone (0700). Throws BoxError. */
export function makeStateFolders(paths: BoxPaths): void {
  try {
    for (const folder of [paths.stateFolder, paths.runFolder]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      chmodSync(folder, 0o700)
    }
  } catch (error) {
    throw asBoxError(error, paths.stateFolder)
  }
}

function openLockFile(paths: BoxPaths): DatabaseSync {
  makeStateFolders(paths)
  try {
    makeEmpty(paths.lockFile)
    return new DatabaseSync(paths.lockFile, { timeout: 0 })
  } catch (error) {
    throw error instanceof Error && 'errcode' in error
      ? new BoxError({ code: 'not_writable', path: paths.lockFile }, { cause: error })
      : asBoxError(error, paths.lockFile)
  }
}

/** SQLite does not say why it cannot make a file. One that is there must not even be opened: closing it would free the lock (fcntl(2)). */
function makeEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

function held(
  paths: BoxPaths,
  holder: Pick<Holder, 'role' | 'pid' | 'host' | 'since'> | undefined,
): AgentError {
  if (!holder)
    return new AgentError('locked', `Another process works on ${paths.stateFolder}. Try again in a moment.`)
  const { role, pid, host, since } = holder
  const who = `process ${pid} on ${host}, since ${new Date(since).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  return role === 'agent'
    ? new AgentError('already-running', `Dropbox is already running (${who}).`, { data: { holder } })
    : new AgentError(
        'locked',
        `Another command works on ${paths.stateFolder} (${who}). Try again when it is done.`,
        {
          data: { holder },
        },
      )
}
