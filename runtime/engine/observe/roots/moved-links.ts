import type { Operation } from '../../../core/plan/operation.ts'
import type { FoundMappings, Mapping } from '../../../local/mappings/find-mappings.ts'
import { readMarker } from '../../../local/roots/marker.ts'
import { type Files, isDiskError } from '../../../ports/files.ts'
import type { KnownRoot } from '../../../ports/store.ts'
import type { Leases } from '../../leases.ts'
import type { Markers } from './markers.ts'

/** The move in Dropbox that follows a link. */
export type LinkMove = Extract<Operation, { kind: 'move-remote' }>

/** A known mapped folder, and the link by which it is in the Dropbox folder now. */
export interface MovedLink {
  readonly root: KnownRoot
  readonly link: Mapping
}

/**
 * The known mapped folders to which a link of another name leads now, and those that stand elsewhere, where a link leads to them. Only a folder that is
 * surely the very one that was synced counts, and no copy of it; what is not surely so is for whoever calls to begin anew. Throws DiskError.
 */
export async function findMovedLinks(
  parts: {
    readonly files: Files
    readonly markers: Markers
    readonly leases: Leases
    /** Whether Dropbox has the folder of a root, which both sides have agreed on. */
    readonly isInDropbox: (root: KnownRoot) => boolean
  },
  mapped: readonly KnownRoot[],
  { mappings, refused }: FoundMappings,
): Promise<readonly MovedLink[]> {
  const { files, markers, leases, isInDropbox } = parts
  const byKey = new Map(mappings.map((link) => [link.key, link]))
  const byTarget = new Map(mappings.map((link) => [link.target, link]))
  const targets = new Set(mapped.map(({ target }) => target))
  const unknown = mappings.filter(({ target }) => !targets.has(target))
  const refusedKeys = new Set(refused.map(({ key }) => key))

  /** The folder itself may have moved as well, or instead. One whose link leads nowhere is waited for. */
  const linkToMoved = async (root: KnownRoot): Promise<Mapping | undefined> => {
    if (refusedKeys.has(root.path)) return undefined
    for (const link of unknown) if ((await identityIn(files, link.target)) === root.identity) return link
    return undefined
  }

  const moved: MovedLink[] = []
  for (const root of mapped) {
    if (byKey.get(root.path)?.target === root.target) continue
    const link = byTarget.get(root.target) ?? (await linkToMoved(root))
    if (link === undefined || (link.key !== root.path && !isInDropbox(root))) continue
    const state = await markers.inspect({ ...root, target: link.target })
    if (state.state !== 'ready' || state.isCopy) continue
    if ((await leases.other(link.target)) === undefined) moved.push({ root, link })
  }
  return moved
}

/** What the marker of a folder says; what cannot be read says nothing. */
async function identityIn(files: Files, target: string): Promise<string | undefined> {
  try {
    return (await readMarker(files, target))?.identity
  } catch (error) {
    if (isDiskError(error)) return undefined
    throw error
  }
}
