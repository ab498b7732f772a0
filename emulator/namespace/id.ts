import type { Chance } from '../chance.ts'
import type { Database } from '../storage/database.ts'

/** A new id for a file or folder: `id:` and 22 URL-safe characters (recorded from the service). */
export function newId(chance: Chance): string {
  return `id:${chance.token(22)}`
}

/**
 * The rev of the revision with this number: hex digits like the service's, the number in front and the space behind.
 * Clients may only compare it for equality.
 */
export function revOf(number: number, space: number): string {
  return `${(0x5d90000 + number).toString(16)}${space.toString(16).padStart(12, '0')}`
}

/** The number of the next revision that will be written. */
export function nextRevisionNumber(database: Database): number {
  return (
    (database.get<{ number: number | null }>('SELECT MAX(number) AS number FROM revision')?.number ?? 0) + 1
  )
}
