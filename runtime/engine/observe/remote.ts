import { isDeepStrictEqual } from 'node:util'
import { isMark } from '../../core/cloud-mark.ts'
import type { PathKey } from '../../core/path.ts'
import { type ChangePage, type Cloud, CloudError, type RemoteChange } from '../../ports/cloud.ts'
import type { Store } from '../../ports/store.ts'
import type { CloudMark } from '../restored/cloud-mark.ts'
import type { MovedFolders } from './moved-folders.ts'
import { createRemoteTwins, type RemoteTwins } from './remote-twins.ts'
import type { RenamedExclusions } from './renamed-exclusions.ts'

/** Present in the store while a full listing has begun and not ended: the Remote tree is not to be planned from. */
const listingMark = 'remote-listing'

/**
 * Pages in a row that tell nothing new, after which the look at Dropbox is given up for a while: no account is that large, since the
 * cursor goes on, but a server that never comes to an end would be asked without a pause. The same cursor again needs no second page.
 */
const mostStalePages = 1000

export interface RemoteObserver {
  /**
   * Brings the Remote tree up to what Dropbox holds now. Each page is one transaction with its cursor, so a killed listing
   * goes on where it was. A cursor that Dropbox no longer knows starts a new listing; Synced stays, so nothing that is
   * missing from it passes for a deletion before the listing has ended.
   * `changed` is told every path of the delta, and whether all below it is gone; `counted` the number of entries so far while a full listing runs. A page that was under
   * way while a commit of our own was recorded may be older than that commit, so another page is fetched then: `commits` counts them.
   * After the last page of a listing another one is fetched too: what changed since it began is told only there.
   * Gives whether Dropbox told anything. Throws CloudError: `bad-answer` when the pages have no end, `cursor-reset` when that happens again in the listing that it asked for.
   */
  drain(
    signal: AbortSignal,
    told: {
      readonly changed: (path: PathKey, whole: boolean) => void
      readonly counted: (entries: number) => void
      readonly commits: () => number
    },
  ): Promise<boolean>
  /** Whether the Remote tree is whole. */
  complete(): boolean
}

/** `mark` is told of the marks of boxes, which are in no tree. */
export function createRemoteObserver(
  store: Store,
  cloud: Pick<Cloud, 'changes'>,
  movedFolders: MovedFolders,
  mark: Pick<CloudMark, 'told'> = { told: ({ path }) => isMark(path) },
  twins: Pick<RemoteTwins, 'told' | 'clear'> = createRemoteTwins(store),
  exclusions: Pick<RenamedExclusions, 'told'> = { told: () => undefined },
): RemoteObserver {
  const complete = (): boolean => store.cursor() !== undefined && store.value(listingMark) === undefined

  const beginListing = (): void =>
    store.transaction(() => {
      store.clear('remote', '')
      twins.clear()
      store.setCursor(undefined)
      store.setValue(listingMark, '0')
    })

  return {
    complete,
    async drain(signal, told) {
      if (!complete() && store.value(listingMark) === undefined) beginListing()
      let news = false
      let stale = 0
      let listedAgain = false
      const ask = (cursor: string | undefined) => {
        const commits = told.commits()
        const answer = nextPage(cloud, cursor, signal)
        // Whoever waits for it meets what goes wrong; perhaps nobody does any more.
        answer.catch(() => undefined)
        return { cursor, commits, answer }
      }
      let ahead: ReturnType<typeof ask> | undefined
      for (let resets = 0; ; ) {
        const {
          cursor: asked,
          commits,
          answer,
        } = ahead !== undefined && ahead.cursor === store.cursor() ? ahead : ask(store.cursor())
        const page = await answer
        ahead = undefined
        // Another agent that shares the home has taken over and read on: what came here is older than the Remote tree.
        if (store.cursor() !== asked) continue
        if (page instanceof CloudError) {
          beginListing()
          if (++resets > 1) throw page
          continue
        }
        stale = page.more && tellsNothing(store, page) ? stale + 1 : 0
        if (stale > (page.cursor === store.cursor() ? 0 : mostStalePages)) throw endless()
        // While this page is written down, the next one is on its way.
        if (page.more && page.cursor !== asked) ahead = ask(page.cursor)
        let tellsOfTwins = false
        const listed = store.value(listingMark)
        store.transaction(() => {
          tellsOfTwins = twins.told(page.changes)
          for (const change of page.changes) {
            if (mark.told(change)) continue
            apply(store, change)
            movedFolders.told(change)
            exclusions.told(change)
          }
          store.setCursor(page.cursor)
          if (!page.more) movedFolders.drained(listed !== undefined)
          if (listed === undefined) return
          store.setValue(listingMark, page.more ? String(Number(listed) + page.changes.length) : undefined)
        })
        news ||= page.changes.length > 0
        for (const change of page.changes)
          told.changed(change.path, change.kind === 'deleted' || change.entry.kind === 'file')
        if (tellsOfTwins && listed === undefined && !listedAgain) {
          // Once in a look: twins that come again with every page would have no end.
          listedAgain = true
          beginListing()
          continue
        }
        if (listed !== undefined) told.counted(Number(listed) + page.changes.length)
        if (!page.more && listed === undefined && told.commits() === commits) return news
      }
    },
  }
}

/** Whether a page tells nothing new, as far as its first entry shows. */
function tellsNothing(store: Store, { changes: [first] }: ChangePage): boolean {
  if (first === undefined) return true
  const { remote } = store.get(first.path)
  return isDeepStrictEqual(remote, first.kind === 'deleted' ? undefined : first.entry)
}

function endless(): CloudError {
  return new CloudError('bad-answer', 'Dropbox lists the same again and again, and says that there is more')
}

/** The next page, or the error that asks for a listing from the start. */
async function nextPage(
  cloud: Pick<Cloud, 'changes'>,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ChangePage | CloudError> {
  try {
    return await cloud.changes(cursor, signal)
  } catch (error) {
    if (error instanceof CloudError && error.code === 'cursor-reset' && cursor !== undefined) return error
    throw error
  }
}

function apply(store: Store, change: RemoteChange): void {
  store.setRemote(change.path, change.kind === 'deleted' ? undefined : change.entry)
}
