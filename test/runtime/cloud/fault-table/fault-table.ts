import type { DropboxCloud } from '../../../../runtime/cloud/dropbox.ts'
import type { Credentials } from '../../../../runtime/cloud/sign-in/credentials.ts'
import { kindsAt } from '../../../simulation/faults/applicable.ts'
import { outcomeOf, type RouteCall, routeCalls } from './calls.ts'
import type { Front } from './front.ts'
import { type HttpKind, httpKindsAt } from './kinds.ts'

/** What the table needs of a Dropbox behind a front. */
export interface FaultedDropbox {
  readonly front: Front
  /** `silence`: ms after which a connection is given up. */
  cloud(options?: {
    readonly change?: (usual: Credentials) => Credentials
    readonly silence?: number
  }): DropboxCloud
}

/** ms after which a client that is met by silence gives up waiting. */
const soon = 150

export interface HttpTable {
  readonly pairs: number
  readonly hits: number
  /** Which ends there were. */
  readonly ends: Readonly<Record<string, number>>
  readonly violations: readonly string[]
}

/** Every pair of a route and a kind. */
export function httpPairs(): readonly { readonly call: RouteCall; readonly kind: HttpKind }[] {
  return routeCalls.flatMap((call) => httpKindsAt(call.route).map((kind) => ({ call, kind })))
}

/**
 * Lets each kind of HTTP fault meet each route once: what passes must come through, everything else must end in one of the ways that the engine is
 * tested with, and when it is over the same call must succeed. `turn` names what is made.
 */
export async function runHttpTable(
  dropbox: FaultedDropbox,
  pairs: ReturnType<typeof httpPairs>,
  turn: number,
): Promise<HttpTable> {
  const violations: string[] = []
  const ends: Record<string, number> = {}
  let hits = 0
  const usual = dropbox.cloud()
  for (const [index, { call, kind }] of pairs.entries()) {
    // What a client has learned of a route (that it is not there, say) it does not forget.
    const isSilent = kind.misfortune.how === 'silence'
    const isOwn = call.withoutToken === true || isSilent || call.route.includes('upload_session')
    const cloud = isOwn
      ? dropbox.cloud({
          ...(call.withoutToken ? { change: expired } : {}),
          ...(isSilent ? { silence: call.isLarge ? 20 * soon : soon } : {}),
        })
      : usual
    const work = await call.prepare(cloud, `${turn}-${index}`)
    dropbox.front.calm()
    if (call.after !== undefined) dropbox.front.strike(call.after, { how: 'reset', done: true })
    dropbox.front.strike(call.route, kind.misfortune)
    const outcome = await outcomeOf(work)
    const struck = dropbox.front.calm() - (call.after === undefined ? 0 : 1)
    ends[outcome ?? 'through'] = (ends[outcome ?? 'through'] ?? 0) + 1
    const title = `${kind.name} at ${call.route}`
    if (struck < 1) violations.push(`${title}: was not met`)
    else hits++
    if (kind.end === 'through' && outcome !== undefined) violations.push(`${title}: ended as ${outcome}`)
    if (outcome !== undefined && !kindsAt(`cloud ${call.method}`).includes(outcome))
      violations.push(`${title}: ended as ${outcome}, with which the engine is not tested`)
    if (outcome !== undefined) {
      const again = await outcomeOf(work)
      if (again !== undefined && !isDone(call, kind, again))
        violations.push(`${title}: ended as ${outcome}, and then as ${again}`)
    }
    if (isOwn) await cloud.close()
  }
  await usual.close()
  return { pairs: pairs.length, hits, ends, violations }
}

/** What was done although nobody learned of it leaves nothing to be done again. */
function isDone({ after }: RouteCall, { misfortune }: HttpKind, again: string): boolean {
  const wasDone = misfortune.how === 'spoilt' || misfortune.how === 'doubled' || after !== undefined
  return wasDone && (again === 'missing' || again === 'conflict')
}

function expired(credentials: Credentials): Credentials {
  return credentials.access === undefined
    ? credentials
    : { ...credentials, access: { ...credentials.access, expiresAt: 0 } }
}
