import type { DisplayPath } from '../core/path.ts'
import { spellerOf } from '../core/plan/spelling.ts'
import type { Store } from '../ports/store.ts'
import { arrivedIn } from './set-apart.ts'

/** Files on the box whose content Dropbox does not have yet, as people spell them: some by name, and how many there are beside those. */
export interface Unsent {
  readonly paths: readonly DisplayPath[]
  readonly more: number
}

const mostNamed = 20
/** So many are looked through, so that an agent ends in time. */
const mostLookedThrough = 50_000

/** What of the box Dropbox does not have, as far as the trees know. */
export function unsentIn(store: Store): Unsent {
  const spell = spellerOf(store)
  const arrived = arrivedIn(store)
  const paths: DisplayPath[] = []
  let more = 0
  let left = mostLookedThrough
  for (const [path, { local, remote, synced }] of store.unsettled()) {
    if (left-- === 0) break
    if (local?.kind !== 'file' || !(store.wanted(path) || arrived.covers(path))) continue
    const isKnown = [remote, synced].some((entry) => entry?.kind === 'file' && entry.hash === local.hash)
    if (isKnown) continue
    if (paths.length < mostNamed) paths.push(spell(path))
    else more++
  }
  return { paths, more }
}
