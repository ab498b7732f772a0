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

const roundsOfPassing = 8

/**
 * Runs a batch of any length in calls of at most `limit` entries, one after the other. A call that is refused whole as malformed
 * is halved until the entry that is to blame stands alone; entries that met other writers are tried again.
 * Gives one outcome per item, in order. Throws CloudError, and RouteError when a whole call is refused.
 */
export async function runBatch<Item>(
  connection: Connection,
  route: string,
  items: readonly Item[],
  limit: number,
  signal: AbortSignal | undefined,
  send: (items: readonly Item[]) => Promise<Entries>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < items.length; at += limit)
    outcomes.push(...(await runPart(connection, route, items.slice(at, at + limit), signal, send)))
  return outcomes
}

async function runPart<Item>(
  connection: Connection,
  route: string,
  items: readonly Item[],
  signal: AbortSignal | undefined,
  send: (items: readonly Item[]) => Promise<Entries>,
): Promise<Outcome[]> {
  const outcomes = new Map<number, Outcome>()
  let waiting = items.map((item, index) => ({ item, index }))
  for (let round = 1; waiting.length > 0; round++) {
    const part = waiting
    const results = await sendOrHalve(
      route,
      part.map(({ item }) => item),
      send,
    )
    waiting = part.filter((place, position) => {
      const outcome = results[position]
      if (outcome === undefined) throw miscounted(route)
      outcomes.set(place.index, outcome)
      return !outcome.ok && outcome.error instanceof RouteError && isPassing(outcome.error.error)
    })
    if (waiting.length === 0 || round === roundsOfPassing) break
    await connection.clock.sleep(
      Math.min(8000, 250 * 2 ** round) * (0.5 + connection.random.fraction() / 2),
      signal,
    )
  }
  return [...outcomes].sort(([one], [other]) => one - other).map(([, outcome]) => outcome)
}

async function sendOrHalve<Item>(
  route: string,
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<Entries>,
): Promise<Outcome[]> {
  let entries: Entries
  try {
    entries = await send(items)
  } catch (error) {
    if (!(error instanceof BadRequestError)) throw error
    if (items.length === 1) return [{ ok: false, error }]
    const half = Math.ceil(items.length / 2)
    return [
      ...(await sendOrHalve(route, items.slice(0, half), send)),
      ...(await sendOrHalve(route, items.slice(half), send)),
    ]
  }
  if (entries.length !== items.length) throw miscounted(route)
  return entries.map((entry) => {
    if (entry['.tag'] === 'success') return { ok: true, value: entry }
    const failure = entry['failure'] ?? entry
    return { ok: false, error: new RouteError(route, failure, 'an entry of a batch', false) }
  })
}

function miscounted(route: string): CloudError {
  return new CloudError('bad-answer', `${route}: another number of entries than were sent`, {
    data: { route },
  })
}
