import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { SelectionRule } from '../../core/selection.ts'

/** What a person decided of what the index knows: whose Dropbox it is (its account's id), and what of it is to be on the box. */
export interface Choice {
  readonly account: string | undefined
  readonly selection: readonly SelectionRule[]
}

const Written = v.object({
  account: v.optional(v.string()),
  selection: v.array(v.object({ path: v.string(), display: v.string(), include: v.boolean() })),
})

/** The copy of a choice that is kept in `file`; undefined where none is, or none that can be read. */
export function readChoice(file: string): Choice | undefined {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
  const { success, output } = v.safeParse(Written, json)
  return success ? { account: output.account, selection: output.selection } : undefined
}

/**
 * Keeps a copy of a choice in `file`, in one durable step, unless it is there already. Never throws: where it cannot be written, as on a full
 * disk, the one before is taken away, since an old choice would be taken for the last one.
 */
export function keepChoice(file: string, choice: Choice): void {
  if (isDeepStrictEqual(readChoice(file), choice)) return
  const made = `${file}.new`
  try {
    writeFileSync(made, `${JSON.stringify(choice, null, 2)}\n`, { mode: 0o600, flush: true })
    renameSync(made, file)
    flush(dirname(file))
  } catch {
    for (const left of [made, file]) remove(left)
  }
}

function flush(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // A disk that takes nothing at all any more has taken no new choice into its index either.
  }
}
