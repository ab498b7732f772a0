import { sameContent } from '../core/agreement.ts'
import type { PathKey } from '../core/path.ts'
import { agreementsIn } from '../core/plan/agreed.ts'
import type { PlanRules } from '../core/plan/plan.ts'
import { type ApplyContext, mayWrite } from './apply/context.ts'
import { putSynced } from './apply/put.ts'

/**
 * Writes down what both sides agree on before a plan is made, one piece after the other: at a first sync that may be a million files, and no plan has
 * to know of them. While something synced is missing from a side nothing is written down, so that what is synced is no more than it was when the
 * guards judge how much of it would be deleted, and what a move is recognised by stays.
 */
export interface Agreements {
  /**
   * True when others had their turn meanwhile, and what they did or what was written down asks for another look at both sides before a plan is made.
   * Throws StoreError, and what `signal` is aborted with.
   */
  writeDown(signal: AbortSignal): Promise<boolean>
  /**
   * Writes down what the box has as Dropbox had it when the last agent asked, with the time that an agent gives it: that one may have put it in place, and been
   * killed before it recorded that. To be called when the box was looked at for the first time and Dropbox was not; what Dropbox does to it since is a change of
   * that, and no conflict. Also while something is missing from a side: what was under way when an agent ended is little. Throws as `writeDown`.
   */
  takeUp(signal: AbortSignal): Promise<void>
}

/** `isNew`: whether a root is new to this box, or stands in for another one, so that nothing in it counts as put there by an agent. */
export function createAgreements(
  context: Pick<ApplyContext, 'store' | 'recorder' | 'places' | 'holds' | 'attention' | 'settings'>,
  rules: PlanRules,
  isNew: (root: PathKey) => boolean,
): Agreements {
  const { store, recorder, places, settings } = context

  /** Writes down which of these paths are agreed on, and gives how many. */
  const writeSome = (paths: readonly PathKey[]): number => {
    const isAgreed = agreementsIn({ ...store }, rules)
    const written = store.transaction(() => {
      let count = 0
      for (const path of paths) {
        // It may have been read before others had their turn.
        const triple = store.get(path)
        const { remote, local } = triple
        if (remote === undefined || local === undefined || !isAgreed(path, triple)) continue
        if (putSynced(store, path, remote, local)) count++
      }
      return count
    })
    recorder.add(written)
    return written
  }

  /**
   * Whether an agent may have put there what is there. It is not what both sides had: that has only moved, which a plan is to find. Where a root is new, or
   * a copy, what is in it may be as it is without any agent.
   */
  const isPlaced = (path: PathKey): boolean => {
    const { remote, local, synced } = store.get(path)
    const root = places.rootOf(path)
    if (remote === undefined || root === undefined || isNew(root.path)) return false
    if (remote.kind === 'file' && local?.kind === 'file' && local.modified !== remote.modified) return false
    return synced === undefined || !sameContent(remote, synced)
  }

  return {
    async takeUp(signal) {
      for (const piece of inPieces(store.unsettledOnBoth(), settings.agreeAtOnce)) {
        await new Promise(setImmediate)
        signal.throwIfAborted()
        if (!(await mayWrite(context, settings.folder))) return
        writeSome(piece.filter(isPlaced))
      }
    },
    async writeDown(signal) {
      if (store.isAnyLost()) return false
      const pieces = inPieces(store.unsettledOnBoth(), settings.agreeAtOnce)
      const first = pieces.next()
      let piece = pieces.next()
      // What is one piece does not burden a plan, which sees every folder above a path once, and not once for each path.
      if (first.done || piece.done) return false
      writeSome(first.value)
      let later = 0
      for (; !piece.done; piece = pieces.next()) {
        await new Promise(setImmediate)
        signal.throwIfAborted()
        // Another agent that shares the home may have taken over, and this store with it.
        if (!(await mayWrite(context, settings.folder))) return true
        later += writeSome(piece.value)
      }
      return later > 0
    },
  }
}

function* inPieces(paths: Iterable<PathKey>, size: number): Generator<readonly PathKey[], undefined> {
  let piece: PathKey[] = []
  for (const path of paths) {
    piece.push(path)
    if (piece.length < size) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
  return undefined
}
