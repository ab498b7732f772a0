import * as v from 'valibot'
import { CloudError } from '../ports/cloud.ts'
import { BadRequestError, RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { isPassing } from './connection/faults.ts'

/** What one entry of a batch came to; a failure is what a call about that entry alone would have thrown. */
export type Outcome =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: RouteError | BadRequestError }

const Entries = v.array(v.looseObject({ '.tag': v.string() }))

/** The answer of a batch that is done at once: the result of each entry, in order. */
export const BatchResult = v.looseObject({ entries: Entries })
export type Entries = v.InferOutput<typeof Entries>

/** How entries of one kind are sent. */
export interface Batch<Item> {
  readonly route: string
  /** Entries per call, at most. */
  readonly limit: number
  readonly send: (items: readonly Item[]) => Promise<Entries>
  /** The call for one entry by itself, where there is one: for a single entry, and for the entry that a call is refused for. */
  readonly alone?: (item: Item) => Promise<Outcome>
}

const roundsOfPassing = 8

/**
 * Sends items in as many calls as it takes, one after the other. A call that is refused whole as malformed is halved until the entry
 * that is to blame stands alone; one that is refused whole for another reason is refused for each of its entries; entries that met
 * other writers are tried again. Gives one outcome per item, in order. Throws CloudError.
 */
export async function runBatch<Item>(
  connection: Connection,
  batch: Batch<Item>,
  items: readonly Item[],
  signal: AbortSignal | undefined,
): Promise<Outcome[]> {
  const [only] = items
  if (only !== undefined && items.length === 1 && batch.alone !== undefined) return [await batch.alone(only)]
  const outcomes: Outcome[] = []
  for (let at = 0; at < items.length; at += batch.limit)
    outcomes.push(...(await runPart(connection, batch, items.slice(at, at + batch.limit), signal)))
  return outcomes
}

async function runPart<Item>(
  { clock, random }: Connection,
  batch: Batch<Item>,
  items: readonly Item[],
  signal: AbortSignal | undefined,
): Promise<Outcome[]> {
  const outcomes = await sendOrHalve(batch, items)
  for (let round = 1; round < roundsOfPassing; round++) {
    const waiting = outcomes.flatMap((outcome, index) => (isPassingOutcome(outcome) ? [index] : []))
    if (waiting.length === 0) break
    await clock.sleep(Math.min(8000, 250 * 2 ** round) * (0.5 + random.fraction() / 2), signal)
    const again = await sendOrHalve(
      batch,
      items.filter((_, index) => waiting.includes(index)),
    )
    for (const [position, outcome] of again.entries()) outcomes[waiting[position] ?? 0] = outcome
  }
  return outcomes
}

async function sendOrHalve<Item>(batch: Batch<Item>, items: readonly Item[]): Promise<Outcome[]> {
  const { route, send, alone } = batch
  let entries: Entries
  try {
    entries = await send(items)
  } catch (error) {
    const [only] = items
    if (error instanceof RouteError) return items.map(() => ({ ok: false, error }))
    if (!(error instanceof BadRequestError)) throw error
    if (only !== undefined && items.length === 1)
      return [alone === undefined ? { ok: false, error } : await alone(only)]
    const half = Math.ceil(items.length / 2)
    return [
      ...(await sendOrHalve(batch, items.slice(0, half))),
      ...(await sendOrHalve(batch, items.slice(half))),
    ]
  }
  if (entries.length !== items.length) throw miscounted(route)
  return entries.map((entry) => {
    if (entry['.tag'] === 'success') return { ok: true, value: entry }
    return {
      ok: false,
      error: new RouteError(route, entry['failure'] ?? entry, 'an entry of a batch', false),
    }
  })
}

/** What one call by itself came to, as the outcome of an entry. Throws what is no refusal. */
export async function outcomeOf(call: Promise<Readonly<Record<string, unknown>>>): Promise<Outcome> {
  try {
    return { ok: true, value: await call }
  } catch (error) {
    if (error instanceof RouteError || error instanceof BadRequestError) return { ok: false, error }
    throw error
  }
}

function isPassingOutcome(outcome: Outcome): boolean {
  return !outcome.ok && outcome.error instanceof RouteError && isPassing(outcome.error.error)
}

function miscounted(route: string): CloudError {
  return new CloudError('bad-answer', `${route}: another number of entries than were sent`, {
    data: { route },
  })
}
