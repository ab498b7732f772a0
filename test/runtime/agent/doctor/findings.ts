import type { ExecutionContext } from 'ava'
import type { Finding } from '../../../../runtime/agent/doctor/finding.ts'
import type { Reached } from '../../../../runtime/agent/doctor/network.ts'

/** The time of everything here; ms since 1970. */
export const now = Date.UTC(2026, 10, 21)

/** Every finding is whole sentences, and one that is wrong says what to do. */
export function sound(t: ExecutionContext, findings: readonly Finding[]): void {
  for (const { verdict, found, advice } of findings) {
    t.regex(found, /^\S.*\.$/)
    if (verdict === 'wrong') t.not(advice, undefined, found)
    if (advice !== undefined) t.regex(advice, /^\S/)
  }
}

/** What was judged, in order, in one line. */
export function verdicts(findings: readonly Finding[]): string {
  return findings.map(({ verdict }) => verdict).join(' ')
}

/** A host that answered, at once and with the right time if not said otherwise. */
export const reached = (answer: Partial<NonNullable<Reached['answer']>> = {}): Reached => ({
  ...{ host: 'api', address: 'https://api.example', failure: undefined },
  answer: { status: 404, began: now, took: 100, date: now, ...answer },
})
