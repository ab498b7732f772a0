import { type Converged, type KillWorldOutcome, runKillWorld } from './kill-world.ts'
import { type Percentiles, percentiles } from './percentiles.ts'
import type { Deletions } from './person.ts'

export interface KillsWish {
  /** The first world's; the next ones count on from it. */
  readonly seed: number
  readonly kills: number
  readonly deletions: Deletions
  /** Aborted to end early. */
  readonly signal?: AbortSignal | undefined
  /** Told after each world. */
  readonly tell?: ((sofar: KillsOutcome) => void) | undefined
}

/** What came of many kills. Durations in ms. */
export interface KillsOutcome {
  readonly seeds: readonly [first: number, last: number]
  readonly kills: number
  readonly killsByKind: Readonly<Record<string, number>>
  readonly seconds: number
  readonly contentsWritten: number
  readonly bytesWritten: number
  readonly bytesLost: number
  /** From a restart until both boxes and Dropbox were equal. */
  readonly msToConverge: Percentiles
  /** The same without those times in which an agent deleted something in Dropbox: for that it looks a second time, 10 s after its start. */
  readonly msToConvergeWithoutDeletions: Percentiles
  readonly violations: readonly string[]
}

/** A fresh world after so many kills keeps comparisons cheap, and has first listings in it. */
const killsPerWorld = 40

/** Kills agents in one world after the other, until there were so many kills. A violation ends its world, and is told at the end. */
export async function runKills({ seed, kills, deletions, signal, tell }: KillsWish): Promise<KillsOutcome> {
  const began = performance.now()
  const worlds: KillWorldOutcome[] = []
  const done = (): number => sum(worlds.flatMap((world) => Object.values(world.kills)))
  while (done() < kills && signal?.aborted !== true) {
    const wanted = Math.min(killsPerWorld, kills - done())
    worlds.push(await runKillWorld({ seed: seed + worlds.length, kills: wanted, deletions, signal }))
    tell?.(sumUp(seed, worlds, performance.now() - began))
  }
  return sumUp(seed, worlds, performance.now() - began)
}

function sumUp(seed: number, worlds: readonly KillWorldOutcome[], ms: number): KillsOutcome {
  const converged = worlds.flatMap((world) => world.converged)
  const killsByKind: Record<string, number> = {}
  for (const { kills } of worlds)
    for (const [kind, count] of Object.entries(kills)) killsByKind[kind] = (killsByKind[kind] ?? 0) + count
  return {
    seeds: [seed, seed + Math.max(0, worlds.length - 1)],
    kills: sum(Object.values(killsByKind)),
    killsByKind,
    seconds: Math.round(ms / 1000),
    contentsWritten: sum(worlds.map(({ contents }) => contents)),
    bytesWritten: sum(worlds.map(({ bytesWritten }) => bytesWritten)),
    bytesLost: sum(worlds.map(({ bytesLost }) => bytesLost)),
    msToConverge: percentiles(converged.map(msOf)),
    msToConvergeWithoutDeletions: percentiles(
      converged.filter(({ withDeletion }) => !withDeletion).map(msOf),
    ),
    violations: worlds.flatMap(({ violations }) => violations),
  }
}

const msOf = ({ ms }: Converged): number => ms

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
