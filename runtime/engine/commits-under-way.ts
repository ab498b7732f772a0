import { sameContent } from '../core/agreement.ts'
import { depthOf, type PathKey } from '../core/path.ts'
import type { LocalFile, LocalFolder } from '../core/tree.ts'
import type { Store } from '../ports/store.ts'
import { putFoldersSynced, putSynced } from './apply/put.ts'
import { type FoldersBeingMade, foldersMade, noFolders } from './folders-being-made.ts'
import type { Places } from './places.ts'

/** A file that Dropbox is about to be told to take in, as the box had it when it was sent. */
export interface BegunCommit {
  readonly path: PathKey
  readonly local: LocalFile
  readonly making: FoldersBeingMade
  /** The client_modified that Dropbox will say of it, ms since 1970; undefined where it has another file's. */
  readonly modified: number | undefined
}

/**
 * The commits whose outcome nobody has written down yet. They outlive the agent, so that the next one knows what Dropbox may have got of this one: what
 * a person has done since to a file that Dropbox turns out to have is a change of that file, and no conflict.
 */
export interface CommitsUnderWay {
  /** To be told before Dropbox is. Throws StoreError. */
  begin(commits: readonly BegunCommit[]): void
  /** What became of a path is known, and written down. Throws StoreError. */
  end(path: PathKey): void
  /**
   * Writes down what Dropbox turns out to have of what the last agent was about to commit, and forgets the rest. To be called when Dropbox has told all that
   * is new, before anything is sent. `isSure` says where it counts. Gives how many files both sides had. Throws StoreError.
   */
  agree(isSure: (path: PathKey) => boolean): number
}

const name = 'commits-under-way'

/** What is kept: files of one folder share what it takes to make that folder. */
interface Kept {
  readonly making: readonly {
    readonly root: string | undefined
    readonly folders: readonly (readonly [PathKey, LocalFolder])[]
  }[]
  readonly commits: readonly (Omit<BegunCommit, 'making'> & { readonly making: number })[]
}

export function createCommitsUnderWay(store: Store, places: Pick<Places, 'rootOf'>): CommitsUnderWay {
  const underWay = new Map<PathKey, BegunCommit>()

  const keep = (): void => {
    const all = [...new Set([...underWay.values()].map(({ making }) => making))]
    const kept: Kept = {
      making: all.map(({ root, folders }) => ({ root, folders: [...folders] })),
      commits: [...underWay.values()].map((commit) => ({ ...commit, making: all.indexOf(commit.making) })),
    }
    // A kill takes nothing of it, and after a power cut nothing of it counts.
    store.noteValue(name, underWay.size === 0 ? undefined : JSON.stringify(kept))
  }

  const left = (): readonly BegunCommit[] => {
    const text = store.value(name)
    if (text === undefined) return []
    const { making, commits }: Kept = JSON.parse(text)
    const all = making.map(({ root, folders }) => ({ root, folders: new Map(folders) }))
    return commits.map((commit) => ({ ...commit, making: all[commit.making] ?? noFolders }))
  }

  const isTakenIn = ({ path, local, modified }: BegunCommit): boolean => {
    const { remote, synced } = store.get(path)
    if (remote?.kind !== 'file' || remote.hash !== local.hash) return false
    if (modified !== undefined && remote.modified !== modified) return false
    return synced === undefined || !sameContent(remote, synced)
  }

  return {
    begin(commits) {
      for (const commit of commits) underWay.set(commit.path, commit)
      if (commits.length > 0) keep()
    },
    end(path) {
      if (underWay.delete(path) && underWay.size === 0) keep()
    },
    agree(isSure) {
      const commits = [...left()].sort((one, other) => depthOf(one.path) - depthOf(other.path))
      if (commits.length === 0) return 0
      return store.transaction(() => {
        let agreed = 0
        for (const commit of commits) {
          const { path, local, making } = commit
          const { remote } = store.get(path)
          if (remote === undefined || !isTakenIn(commit) || !isSure(path)) continue
          putFoldersSynced(store, path, foldersMade(making, path, places))
          if (putSynced(store, path, remote, local)) agreed++
        }
        store.setValue(name, undefined)
        return agreed
      })
    },
  }
}
