import type { PathKey } from '../../core/path.ts'
import type { RemoteEntry } from '../../core/tree.ts'
import {
  type ChangePage,
  type Cloud,
  CloudError,
  type ItemResult,
  type RemoteChange,
} from '../../ports/cloud.ts'
import { pathsBelow, type RemoteRoot } from './remote-root.ts'
import { uploadBelow } from './upload-below.ts'

/** What the wrapper needs of the Dropbox that is below it. */
export interface CloudAbove extends Cloud {
  /** What is at a path now; undefined when nothing is. */
  lookUp(path: string, signal: AbortSignal | undefined): Promise<RemoteEntry | undefined>
}

/**
 * A `Cloud` in which a folder of Dropbox is all there is: its paths count from that folder, and nothing beside it is ever told or touched. `cloud.changes`
 * is to list that folder, by cursors that hold for it alone. The folder is made when it is first listed. Once it is known, it has to stay the same one: while it is deleted, renamed,
 * or another has its place, `changes` throws CloudError 'root-missing' and tells nothing, since what is missing with it was not deleted by anybody.
 */
export function cloudBelow(cloud: CloudAbove, root: RemoteRoot): Cloud {
  const { down, downKey, up } = pathsBelow(root.path)
  let id = root.id
  /** Why nothing may be changed. */
  let gone: CloudError | undefined

  const establish = async (signal: AbortSignal | undefined): Promise<void> => {
    if (id !== undefined || root.established === undefined) return
    const [made] = await cloud.createFolders([root.path], signal)
    if (made?.ok !== true)
      throw missing(`cannot be made in Dropbox (${made === undefined ? '' : made.refusal.reason})`)
    await root.established(made.value.id)
    id = made.value.id
  }

  /** Nothing that Dropbox has told before this was asked was told because the root itself went. */
  const requireRoot = async (signal: AbortSignal | undefined): Promise<void> => {
    gone = undefined
    const there = await cloud.lookUp(root.path, signal)
    if (there === undefined) throw missing('is not in Dropbox any more: it was deleted or renamed there')
    if (there.kind !== 'folder') throw missing('is no folder in Dropbox any more')
    if (id !== undefined && there.id !== id)
      throw missing('was deleted or renamed in Dropbox, and another folder has its name')
  }

  const missing = (what: string): CloudError => {
    gone = new CloudError('root-missing', `${root.path} ${what}`, { data: { root: root.path } })
    return gone
  }

  /** To where something is to be changed, in the root itself and no other folder that has its place. */
  const into = (path: string): string => {
    if (gone !== undefined) throw gone
    return down(path)
  }

  const changeBelow = (change: RemoteChange): RemoteChange[] => {
    const path = up(change.path)
    return path === undefined ? [] : [{ ...change, path }]
  }

  // Each method by name: one that is new must not reach what is beside the folder unseen.
  return {
    watchConnection: cloud.watchConnection,
    account: cloud.account,
    space: cloud.space,
    waitForChange: cloud.waitForChange,
    // The path is for those who watch it; what is fetched has a name of its own.
    download: cloud.download,
    async changes(cursor, signal): Promise<ChangePage> {
      if (cursor === undefined) {
        await establish(signal)
        await requireRoot(signal)
      }
      const page = await cloud.changes(cursor, signal)
      const doubtful = page.changes.some(({ kind, path }) => kind === 'deleted' || up(path) === undefined)
      if (doubtful) await requireRoot(signal)
      return { ...page, changes: page.changes.flatMap(changeBelow) }
    },
    downloadFolder(request, take, options) {
      const sizes = new Map([...request.sizes].map(([path, size]) => [downKey(path), size]))
      const takeBelow = async (path: PathKey, content: Uint8Array): Promise<void> => {
        const own = up(path)
        if (own !== undefined) await take(own, content)
      }
      return cloud.downloadFolder({ ...request, path: downKey(request.path), sizes }, takeBelow, options)
    },
    upload: uploadBelow(cloud.upload, into, root.path),
    createFolders: async (paths, signal) => cloud.createFolders(paths.map(into), signal),
    deleteFiles: async (files, signal) =>
      cloud.deleteFiles(
        files.map((file) => ({ ...file, path: into(file.path) })),
        signal,
      ),
    deleteEmptyFolder: async (path, signal) =>
      path === '' ? conflict : cloud.deleteEmptyFolder(into(path), signal),
    move: async (from, to, signal) =>
      from === '' || to === '' ? conflict : cloud.move(into(from), into(to), signal),
    copyFiles: async (copies, signal) =>
      cloud.copyFiles(
        copies.map((copy) => ({ ...copy, path: into(copy.path) })),
        signal,
      ),
  }
}

/** The root itself is not for whoever works in it. */
const conflict: ItemResult<never> = { ok: false, refusal: { reason: 'conflict' } }
