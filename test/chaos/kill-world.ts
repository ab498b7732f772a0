import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createChance } from '../simulation/world/chance.ts'
import { converge } from './converge.ts'
import { type Desk, furnishDesk, writeBase } from './desk.ts'
import { type ChaosDropbox, startDropbox } from './dropbox.ts'
import { type Editing, startEditing } from './editing.ts'
import { keepEvidence } from './evidence.ts'
import { findLost } from './find-lost.ts'
import { createLedger } from './ledger.ts'
import { createPaths } from './paths.ts'
import type { Deletions } from './person.ts'
import { createRemotePerson } from './remote-person.ts'
import { createScope } from './scope.ts'
import { strike } from './strike.ts'
import { drawStroke, type StrokeKind } from './strokes.ts'

export interface KillWorldWish {
  readonly seed: number
  readonly kills: number
  readonly deletions: Deletions
  /** Aborted to end early: after the kill of the moment. */
  readonly signal?: AbortSignal | undefined
}

/** From a restart until both boxes and Dropbox were equal, content by content. */
export interface Converged {
  readonly ms: number
  /** Something was deleted in Dropbox: that waits for a second look after each start of the agent that does it. */
  readonly withDeletion: boolean
}

/** What came of the kills in one world. */
export interface KillWorldOutcome {
  readonly kills: Readonly<Partial<Record<StrokeKind, number>>>
  readonly converged: readonly Converged[]
  readonly contents: number
  readonly bytesWritten: number
  readonly bytesLost: number
  /** Sentences; none: all is well. */
  readonly violations: readonly string[]
}

const baseFiles = 150
/** How often it is waited until all is equal, besides the end of a world. */
const convergeShare = 0.25
/** ms. */
const patience = 90_000
/** The longest pause of a person between two deeds, ms. */
const pace = 400
/** So long after a deletion has happened in Dropbox the log of the agent that did it tells of it, ms. */
const untilTold = 500

/**
 * Two boxes with the installed program on the real disk, and a Dropbox, in which three people work while the agents are killed again and
 * again. Everything that is chosen follows from the seed; what the choices meet follows from real time. Nobody helps the agents.
 */
export async function runKillWorld(wish: KillWorldWish): Promise<KillWorldOutcome> {
  await using scope = createScope()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kills-')))
  scope.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const { seed, deletions } = wish
  const chance = createChance(seed)
  const ledger = createLedger(chance.stream('contents'))
  const dropbox = await startDropbox(scope, join(folder, 'dropbox'), seed)
  const personOf = (name: string) => {
    const own = chance.stream(name)
    return { name, chance: own, paths: createPaths(own, baseFiles), ledger, deletions }
  }
  const desks = await Promise.all(['one', 'two'].map((name) => furnishDesk(scope, dropbox, personOf(name))))
  await writeBase(
    desks.slice(0, 1).map(({ box }) => box.folder),
    baseFiles,
    ledger,
  )
  await Promise.all(desks.map(({ box }) => box.start()))

  const remote = createRemotePerson({ dropbox, ...personOf('Dropbox') })
  const acts = [...desks.map(({ person }) => person.act), remote.act]
  const editing = startEditing(acts, chance, pace)
  scope.teardown(() => editing.end())
  const { kills, converged, violations } = await killAgain(wish, desks, dropbox, editing)
  await editing.rest()
  const lost = await findLost(ledger, desks, dropbox)
  violations.push(...lost.map(({ bytes, where }) => `lost: ${bytes} bytes that ${where} wrote`))
  if (violations.length > 0) violations.push(`kept in ${keepEvidence(seed, desks, violations)}`)
  return {
    kills,
    converged,
    contents: ledger.written.contents,
    bytesWritten: ledger.written.bytes,
    bytesLost: lost.reduce((sum, { bytes }) => sum + bytes, 0),
    violations: violations.map((violation) => `seed ${seed}: ${violation}`),
  }
}

/** Kills, restarts, and at times waits until all is equal, at the end in any case. */
async function killAgain(
  { seed, kills: wanted, signal }: KillWorldWish,
  desks: readonly Desk[],
  dropbox: ChaosDropbox,
  editing: Editing,
): Promise<{
  kills: Partial<Record<StrokeKind, number>>
  converged: Converged[]
  violations: string[]
}> {
  const fate = createChance(seed, 'fate')
  const kills: Partial<Record<StrokeKind, number>> = {}
  const converged: Converged[] = []
  const violations: string[] = []
  for (let done = 0, last = false; !last && violations.length === 0; ) {
    const stroke = drawStroke(fate)
    const killed = await strike(stroke, desks, dropbox)
    kills[stroke.kind] = (kills[stroke.kind] ?? 0) + killed
    done += killed
    await pause(fate.below(250))
    last = done >= wanted || signal?.aborted === true
    const waits = fate.happens(convergeShare) || last
    if (waits) await editing.rest()
    const restarted = Date.now()
    await Promise.all(desks.map(({ box }) => (box.agent() === undefined ? box.start() : undefined)))
    if (!waits) continue
    const found = await converge(desks, dropbox, { patience, between: 40 })
    const ms = Date.now() - restarted
    await pause(untilTold)
    converged.push({
      ms,
      withDeletion: desks.some(({ box }) => box.deletedInDropbox(restarted)),
    })
    if (found.length > 0) violations.push(...(await tellDifferences(found, desks)))
    editing.resume()
  }
  return { kills, converged, violations }
}

async function tellDifferences(found: readonly string[], desks: readonly Desk[]): Promise<string[]> {
  const told = [
    `not equal ${patience / 1000} s after a restart, ${found.length} differences`,
    ...found.slice(0, 5),
  ]
  for (const { box } of desks) told.push(`${box.name} says ${JSON.stringify(await box.status())}`)
  return told
}
