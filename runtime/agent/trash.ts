import { faultInRemoteName } from '../core/names.ts'
import { isWithin, joinPath, keyOf, rebase } from '../core/path.ts'
import { isSettling, writtenSince } from '../core/safety/trash-rules.ts'
import { folderFlush } from '../local/swap/flush.ts'
import { emptyBins } from '../local/trash/empty-trash.ts'
import { listBins, listTrash } from '../local/trash/list-trash.ts'
import { restoreFile } from '../local/trash/restore-file.ts'
import type { Files } from '../ports/files.ts'
import type { Store } from '../ports/store.ts'
import type { Control, Mapping, RestoredItem, TrashItem } from './control.ts'
import { AgentError } from './errors.ts'

/** The trash of a box, for people. What each does, `Control` says. */
export interface Trash {
  readonly list: Control['trash']
  readonly restore: Control['restore']
  readonly empty: Control['emptyTrash']
}

interface Root {
  /** '', or `/name` of a linked folder. */
  readonly display: string
  readonly target: string
}

/** Makes the trash of the Dropbox folder and the linked folders. Works beside an engine, since none of its steps can replace anything. */
export function createTrash(parts: {
  readonly store: Store
  readonly files: Files
  /** ms since 1970. */
  readonly now: () => number
  /** The Dropbox folder, absolute and resolved, and what is linked into it. */
  readonly places: () => Promise<{
    readonly folder: string
    readonly mappings: readonly Pick<Mapping, 'name' | 'target'>[]
  }>
}): Trash {
  const { store, files, now, places } = parts

  const roots = async (): Promise<Root[]> => {
    const { folder, mappings } = await places()
    const linked = mappings.map(({ name, target }) => ({ display: joinPath('', name), target }))
    return [{ display: '', target: folder }, ...linked]
  }

  const itemsOf = async ({ display, target }: Root): Promise<TrashItem[]> =>
    (await listTrash(files, target)).map(({ relative, path, at, why, size }) => ({
      ...{ path: joinPath(display, relative), at, why, size },
      file: path,
    }))

  return {
    async list() {
      const items = await Promise.all((await roots()).map(itemsOf))
      return items.flat().sort((one, other) => other.at - one.at)
    },
    async restore({ path, all, to: goal }) {
      const wanted = keyOf(path)
      if (goal !== undefined) refuseGoal(wanted, goal, await roots())
      const flush = folderFlush(files)
      const restored: RestoredItem[] = []
      for (const root of await roots()) {
        const done = new Set<string>()
        for (const item of await itemsOf(root)) {
          const key = keyOf(item.path)
          if (!isWithin(key, wanted) || (!all && done.has(key))) continue
          const place = goal === undefined ? item.path : moved(item.path, wanted, goal)
          const to = place.slice(root.display.length + 1)
          await forgetAgreement(root, place, to)
          const result = await restoreFile(files, { root: root.target, path: item.file, to, flush })
          if (result.result === 'gone') continue
          done.add(key)
          const stands = joinPath(root.display, result.relative)
          restored.push({ path: item.path, to: stands, wanted: store.wanted(keyOf(stands)) })
        }
      }
      await flush.flush()
      store.transaction(() => {
        for (const { path: from, to } of restored)
          store.record({ at: now(), action: 'restored', path: to, detail: from === to ? undefined : from })
      })
      return restored
    },
    async empty(before) {
      const at = now()
      const emptied = { files: 0, bytes: 0, kept: 0 }
      for (const { target } of await roots()) {
        const bins = (await listBins(files, target)).filter((bin) => before === undefined || bin.at < before)
        const thrown = await emptyBins(files, bins, (bin, { modified }) => {
          const written = writtenSince(bin.at, modified, at)
          const stays =
            isSettling(bin.at, at) ||
            (written !== undefined &&
              (isSettling(written, at) || (before !== undefined && written >= before)))
          if (stays) emptied.kept++
          return stays
        })
        emptied.files += thrown.files
        emptied.bytes += thrown.bytes
      }
      return emptied
    },
  }

  /**
   * Of an agent that was killed, the index may still say that both sides agreed on this very file before it was deleted in Dropbox. Restored, it
   * would look like one that is to be deleted once more; without that agreement it is new.
   */
  async function forgetAgreement(root: Root, place: string, to: string): Promise<void> {
    const key = keyOf(place)
    if ((await files.lstat(`${root.target}/${to}`)) !== undefined) return
    if (store.get(key).synced !== undefined) store.setSynced(key, undefined)
  }
}

/** Throws AgentError 'bad-request' where what is `wanted` (a key) cannot come to stand at `goal`: a file comes out of the trash by a rename, in its own root. */
function refuseGoal(wanted: string, goal: string, roots: readonly Root[]): void {
  if (!/^(\/[^/]+)+$/.test(goal) || goal.slice(1).split('/').some(faultInRemoteName))
    throw new AgentError('bad-request', `"${goal}" cannot be the path of a file that syncs.`)
  const linked = (path: string) =>
    roots.find(({ display }) => display !== '' && isWithin(path, keyOf(display)))?.display
  const root = linked(keyOf(goal))
  const isRoot = root !== undefined && keyOf(root) === keyOf(goal)
  if (wanted === '' || isRoot || linked(wanted) !== root)
    throw new AgentError('bad-request', `"${goal}" is not in the folder that "${wanted}" was in.`)
}

/** The path of what is `wanted` (a key), or below it, once that stands at `goal`. */
function moved(path: string, wanted: string, goal: string): string {
  // Both spellings have as many components, though not always as many characters.
  const depth = wanted.split('/').length
  return rebase(path, path.split('/').slice(0, depth).join('/'), goal)
}
