import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileDurably } from './durable-file.ts'
import { asBoxError } from './errors.ts'
import type { BoxPaths } from './paths.ts'

/** The parts that startup.sh starts, in the order in which they were added. */
export async function autostartList(paths: BoxPaths): Promise<string[]> {
  if (!existsSync(paths.autostartListFile)) return []
  const lines = (await readFile(paths.autostartListFile, 'utf8')).split('\n').map((line) => line.trim())
  return [...new Set(lines.filter(Boolean))]
}

/** Adds a part to the list, once. Throws BoxError when the list cannot be written. */
export async function addToAutostartList(paths: BoxPaths, name: string): Promise<void> {
  await save(paths, [...new Set([...(await autostartList(paths)), name])])
}

/** Removes a part from the list. Throws BoxError when the list cannot be written. */
export async function removeFromAutostartList(paths: BoxPaths, name: string): Promise<void> {
  const before = await autostartList(paths)
  if (before.includes(name))
    await save(
      paths,
      before.filter((other) => other !== name),
    )
}

/**
 * Keeps, or drops, the mark that a part is meant to run: an empty file under ~/.parts/.config/autostart, which
 * `parts start` leaves and `parts stop` removes. Throws BoxError when it cannot be written.
 */
export async function markStarted(paths: BoxPaths, name: string, started: boolean): Promise<void> {
  const marker = join(paths.autostartFolder, name)
  try {
    if (!started) return await rm(marker, { force: true })
    await mkdir(paths.autostartFolder, { recursive: true })
    await writeFile(marker, '', { flag: 'a' })
  } catch (error) {
    throw asBoxError(error, marker)
  }
}

/** The names of the marks that are there, sorted. */
export function startedMarks({ autostartFolder }: BoxPaths): string[] {
  return existsSync(autostartFolder) ? readdirSync(autostartFolder).sort() : []
}

async function save(paths: BoxPaths, names: readonly string[]): Promise<void> {
  try {
    await writeFileDurably(paths.autostartListFile, names.map((name) => `${name}\n`).join(''))
  } catch (error) {
    throw asBoxError(error, paths.autostartListFile)
  }
}
