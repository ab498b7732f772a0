import type { PathKey } from '../../core/path.ts'
import type { ContentHash, LocalFile, Triple } from '../../core/tree.ts'
import type { ApplyContext } from './context.ts'

interface Content {
  readonly hash: ContentHash
  /** Bytes. */
  readonly size: number
}

/** A file on the box that has some content, as the Local tree knows it. */
export interface LocalSource {
  readonly root: string
  readonly absolute: string
  readonly local: LocalFile
}

/** So many files of one content are looked at for one that can be copied. */
const mostLooks = 50

/**
 * Finds the ids of synced files in Dropbox that have a content, as far as the Remote tree knows: for each asking with the same content another one,
 * while there are.
 */
export function remoteSources({
  store,
}: Pick<ApplyContext, 'store'>): (wanted: Content) => string | undefined {
  const known = new Map<
    ContentHash,
    { readonly candidates: Iterator<PathKey>; readonly ids: string[]; asked: number }
  >()
  return ({ hash, size }) => {
    if (size === 0 || hash === '') return undefined
    const sources = known.get(hash) ?? {
      candidates: store.syncedWithHash(hash)[Symbol.iterator](),
      ids: [],
      asked: 0,
    }
    known.set(hash, sources)
    for (let looks = 0; looks < mostLooks; looks++) {
      const next = sources.candidates.next()
      if (next.done === true) break
      const id = idOf(store.get(next.value), hash)
      if (id === undefined) continue
      sources.ids.push(id)
      return id
    }
    return sources.ids[sources.asked++ % sources.ids.length]
  }
}

/** By a Triple of a synced file. Below a folder that was moved just now the Remote tree knows nothing until the delta comes, and the ids are the same. */
function idOf({ remote, synced }: Triple, hash: ContentHash): string | undefined {
  if (remote === undefined) return synced?.id || undefined
  if (remote.kind !== 'file' || remote.hash !== hash || remote.rev === '' || !remote.downloadable)
    return undefined
  return remote.id || undefined
}

/** A synced file on the box that has the content of a file in Dropbox, as far as the Local tree knows. */
export function localSource(
  { store, places }: Pick<ApplyContext, 'store' | 'places'>,
  { hash, size }: Content,
): LocalSource | undefined {
  if (size === 0 || hash === '') return undefined
  let looks = 0
  for (const path of store.syncedWithHash(hash)) {
    const { local } = store.get(path)
    const place = local?.kind === 'file' && local.hash === hash ? places.of(path) : undefined
    if (place !== undefined && local?.kind === 'file' && local.size === size) return { ...place, local }
    if (++looks === mostLooks) return undefined
  }
  return undefined
}
