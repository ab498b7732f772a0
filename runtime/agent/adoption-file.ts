import { readFile, rm } from 'node:fs/promises'
import * as v from 'valibot'
import { writeFileDurably } from '../box/durable-file.ts'
import type { BoxPaths } from '../box/paths.ts'

/** An adoption that was begun and may not have come to its end: what was asked for, and whether an agent is to run after it as one did before. */
export interface Adoption {
  readonly name: string
  /** Absolute. */
  readonly target: string
  readonly ran: boolean
}

const Content = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ name: v.string(), target: v.string(), ran: v.boolean() }),
)

/** The adoption that was begun last and has not ended; undefined for none, and for what cannot be read. */
export async function readAdoption(paths: BoxPaths): Promise<Adoption | undefined> {
  const text = await readFile(paths.adoptionFile, 'utf8').catch(() => '')
  const result = v.safeParse(Content, text)
  return result.success ? result.output : undefined
}

/** Writes down that an adoption begins, so that doing it again completes it. Throws the system's error. */
export async function writeAdoption(paths: BoxPaths, adoption: Adoption): Promise<void> {
  await writeFileDurably(paths.adoptionFile, `${JSON.stringify(adoption)}\n`, 0o600)
}

/** It has come to its end. Throws the system's error. */
export async function forgetAdoption(paths: BoxPaths): Promise<void> {
  await rm(paths.adoptionFile, { force: true })
}

/** A person ended the agent since: whether one ran before counts no more. Throws the system's error. */
export async function forgetRan(paths: BoxPaths): Promise<void> {
  const adoption = await readAdoption(paths)
  if (adoption?.ran) await writeAdoption(paths, { ...adoption, ran: false })
}
