import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createChance } from '../simulation/world/chance.ts'
import { type ChaosBox, type Usage, usageOf } from './box.ts'
import { unequal } from './converge.ts'
import { type Desk, furnishDesk, writeBase } from './desk.ts'
import { type ChaosDropbox, DropboxTrouble, startDropbox } from './dropbox.ts'
import { startEditing } from './editing.ts'
import { keepEvidence } from './evidence.ts'
import { findLost } from './find-lost.ts'
import { createLedger } from './ledger.ts'
import { createPaths } from './paths.ts'
import { createRemotePerson } from './remote-person.ts'
import { createScope } from './scope.ts'
import { makeTrouble, type Troubles } from './weather.ts'

export interface SoakWish {
  readonly seed: number
  readonly files: number
  /** After all was equal for the first time. */
  readonly minutes: number
  /** Minutes of editing and trouble before all must become equal. */
  readonly every: number
  /** Aborted to end early, with a last comparison. */
  readonly signal: AbortSignal
  /** Told of each state in which all was compared. */
  readonly tell: (sample: SoakSample) => void
}

/** How things stand when all has come to rest. */
export interface SoakSample {
  readonly minute: number
  readonly files: number
  /** What went wrong since the last sample, by kind. */
  readonly troubles: Troubles
  /** From the last edit and trouble until all agents were done and all trees equal, ms. */
  readonly msToConverge: number
  /** Where trees differ by content; none: all are equal. */
  readonly differences: readonly string[]
  readonly agents: readonly Usage[]
  readonly emulator: Usage
}

export interface SoakOutcome {
  readonly samples: number
  readonly minutes: number
  readonly contentsWritten: number
  readonly bytesWritten: number
  readonly bytesLost: number
  /** Differences in any sample, and what else must not be. */
  readonly violations: readonly string[]
  /** From the first sample to the last one: percent of resident memory, by agent. The first agent is never killed. */
  readonly memoryGrowth: readonly number[]
  /** The same of open descriptors, as a number. */
  readonly descriptorGrowth: readonly number[]
  readonly emulatorMemoryGrowth: number
}

const names = ['one', 'two', 'three']
/** The longest pause of a person between two deeds, ms. */
const pace = 6_000
/** How long all may take to become equal, ms: at the beginning they read and list everything. */
const patience = 30 * 60_000
/** How long agents are left alone before their memory is looked at, ms. */
const calm = 15_000

/** Three boxes with the installed program and many files, edited for a long time with trouble of all kinds; compared every few minutes. */
export async function runSoak({ seed, files, minutes, every, signal, tell }: SoakWish): Promise<SoakOutcome> {
  await using scope = createScope()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'soak-')))
  scope.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const began = performance.now()
  const chance = createChance(seed)
  const ledger = createLedger(chance.stream('contents'))
  const dropbox = await startDropbox(scope, join(folder, 'dropbox'), seed)
  const personOf = (name: string) => {
    const own = chance.stream(name)
    return { name, chance: own, paths: createPaths(own, files), ledger, deletions: 'rare' } as const
  }
  const desks: Desk[] = []
  for (const name of names) desks.push(await furnishDesk(scope, dropbox, personOf(name)))
  const boxes = desks.map(({ box }) => box)
  await writeBase(
    boxes.map((box) => box.folder),
    files,
    ledger,
    dropbox,
  )
  await Promise.all(boxes.map((box) => box.start()))
  const remote = createRemotePerson({ dropbox, ...personOf('Dropbox') })
  const actInDropbox = (): Promise<void> =>
    remote.act().catch((error: unknown) => {
      // Trouble is made for everybody; whatever came of the call is in Dropbox's revisions.
      if (!(error instanceof DropboxTrouble)) throw error
    })
  const acts = [...desks.map(({ person }) => person.act), actInDropbox]

  const samples: SoakSample[] = []
  const sample = async (troubles: Troubles): Promise<SoakSample> => {
    const from = performance.now()
    const differences = await settle(desks, dropbox)
    const msToConverge = Math.round(performance.now() - from)
    await pause(calm)
    const taken: SoakSample = {
      minute: Math.round((performance.now() - began) / 60_000),
      files: [...(await dropbox.tree()).values()].filter((hash) => hash !== '/').length,
      troubles,
      msToConverge,
      differences: differences.slice(0, 10),
      agents: boxes.map((box) => usageOf(box.agent())),
      emulator: usageOf(dropbox.pid),
    }
    samples.push(taken)
    tell(taken)
    return taken
  }

  let last = await sample({})
  const settled = performance.now()
  const editing = startEditing(acts, chance, pace)
  scope.teardown(() => editing.end())
  while (!signal.aborted && last.differences.length === 0 && performance.now() - settled < minutes * 60_000) {
    editing.resume()
    const until = AbortSignal.any([signal, AbortSignal.timeout(every * 60_000)])
    const troubles = await makeTrouble(
      dropbox,
      boxes.slice(1),
      chance.stream(`weather ${samples.length}`),
      until,
    )
    await editing.rest()
    last = await sample(troubles)
  }
  await editing.rest()
  const lost = await findLost(ledger, desks, dropbox)
  const violations = [
    ...last.differences,
    ...lost.map(({ bytes, where }) => `lost: ${bytes} bytes that ${where} wrote`),
  ]
  if (violations.length > 0) violations.push(`kept in ${keepEvidence(seed, desks, violations)}`)
  const [first = last] = samples
  return {
    samples: samples.length,
    minutes: last.minute,
    contentsWritten: ledger.written.contents,
    bytesWritten: ledger.written.bytes,
    bytesLost: lost.reduce((sum, { bytes }) => sum + bytes, 0),
    violations,
    memoryGrowth: last.agents.map(({ memory }, agent) =>
      percentOver(first.agents[agent]?.memory ?? memory, memory),
    ),
    descriptorGrowth: last.agents.map(
      ({ descriptors }, agent) => descriptors - (first.agents[agent]?.descriptors ?? descriptors),
    ),
    emulatorMemoryGrowth: percentOver(first.emulator.memory, last.emulator.memory),
  }
}

/** Waits until the agents say that they are done and the trees are equal; where they differ when that takes too long. */
async function settle(desks: readonly Desk[], dropbox: ChaosDropbox): Promise<string[]> {
  const until = performance.now() + patience
  for (;;) {
    await upToDate(
      desks.map(({ box }) => box),
      until,
    )
    const found = await unequal(desks, dropbox)
    if (found.length === 0 || performance.now() >= until) return found
    await pause(2_000)
  }
}

async function upToDate(boxes: readonly ChaosBox[], until: number): Promise<void> {
  for (const box of boxes) {
    for (;;) {
      const status = (await box.status())['status'] as { state: string } | undefined
      if (status?.state === 'up-to-date' || performance.now() >= until) break
      await pause(1_000)
    }
  }
}

function percentOver(before: number, after: number): number {
  return Math.round((after / before - 1) * 1000) / 10
}
