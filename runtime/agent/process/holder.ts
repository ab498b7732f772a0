import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { BoxPaths } from '../../box/paths.ts'

const Shape = v.object({
  role: v.picklist(['agent', 'command']),
  pid: v.number(),
  startedTicks: v.number(),
  boot: v.string(),
  host: v.string(),
  since: v.number(),
})

/** Who holds the lock of a home: the agent, or a command that works while no agent runs. `since` is in ms since 1970. */
export type Holder = Readonly<v.InferOutput<typeof Shape>>

/** Who took the lock last. Only while the lock is held does it say who holds it; undefined when nobody knows. */
export function readHolder(paths: BoxPaths): Holder | undefined {
  try {
    return v.parse(Shape, JSON.parse(readFileSync(holderFile(paths), 'utf8')))
  } catch {
    // Missing, or left damaged by a power cut: it is information only, the lock itself is SQLite's.
    return undefined
  }
}

/** Writes it whole or not at all; on a full disk not at all. Throws the system's other errors. */
export function writeHolder(paths: BoxPaths, holder: Holder): void {
  const file = holderFile(paths)
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(holder)}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch (error) {
    const isFull =
      error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    if (!isFull) throw error
    rmSync(`${file}.new`, { force: true })
  }
}

export function removeHolder(paths: BoxPaths): void {
  rmSync(holderFile(paths), { force: true })
}

function holderFile(paths: BoxPaths): string {
  return join(paths.runFolder, 'holder.json')
}
