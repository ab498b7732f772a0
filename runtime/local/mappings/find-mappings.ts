import { keyOf, type PathKey } from '../../core/path.ts'
import { type Files, isDiskError, type Listed } from '../../ports/files.ts'
import { holds, isSamePlace, type Spot, spotFinder } from './spot.ts'

/** A symlink at the top of the Dropbox folder whose target syncs under the link's name. */
export interface Mapping {
  /** Its place in Dropbox, `/myproject`. */
  readonly key: PathKey
  readonly name: string
  /** The symlink, absolute. */
  readonly link: string
  /** The folder, absolute, every symlink resolved. */
  readonly target: string
}

/**
 * Why a symlink at the top is not followed. `holds-dropbox` and `inside-dropbox` are about its target and the Dropbox folder, `overlap`
 * about its target and another mapping's, `agent-state` about a target that holds or lies in the agent's own files, `system-folder` about one that holds no files
 * of anybody: processes, devices, settings of the kernel (hier(7)).
 */
export type MappingRefusal =
  | 'dangling'
  | 'not-a-folder'
  | 'loop'
  | 'unreadable'
  | 'filesystem-root'
  | 'system-folder'
  | 'home'
  | 'holds-dropbox'
  | 'inside-dropbox'
  | 'overlap'
  | 'agent-state'
  | 'case-clash'

export interface RefusedMapping {
  readonly key: PathKey
  readonly name: string
  readonly link: string
  readonly why: MappingRefusal
}

export interface FoundMappings {
  readonly mappings: readonly Mapping[]
  readonly refused: readonly RefusedMapping[]
}

/** What a mapping must keep clear of. */
export interface MappingLimits {
  /** The user's home, which is too much to sync as a whole. */
  readonly home: string
  /** Folders and files of the agent itself. */
  readonly forbidden: readonly string[]
  /**
   * The targets of mappings that are roots already. Of two that overlap or clash the one stays whose link leads to its root still, before one that was
   * changed to lead elsewhere, and that before one that is new; then the first by name.
   */
  readonly known?: ReadonlyMap<PathKey, string>
}

/**
 * Every symlink at the top of the Dropbox folder, followed or refused. No other symlink is ever followed.
 * Throws DiskError when the folder cannot be listed: no mapping is lost by that, nor by a known one whose link cannot be looked at, which is
 * refused as unreadable. `given`: what is in the folder, where that was listed just now.
 */
export async function findMappings(
  files: Files,
  dropboxFolder: string,
  limits: MappingLimits,
  given?: readonly Listed[],
): Promise<FoundMappings> {
  const listed = given ?? (await files.list(dropboxFolder))
  const names = listed.filter(({ stats }) => stats?.kind === 'symlink').map(({ name }) => name)
  const refused: RefusedMapping[] = listed.flatMap(({ name, stats }) => {
    if (stats !== undefined) return []
    const key = keyOf(`/${name}`)
    if (limits.known?.has(key) !== true) return []
    return [{ key, name, link: `${dropboxFolder}/${name}`, why: 'unreadable' }]
  })
  if (names.length === 0) return { mappings: [], refused }
  const taken = new Set(
    listed
      .filter(({ stats }) => stats !== undefined && stats.kind !== 'symlink')
      .map(({ name }) => keyOf(`/${name}`)),
  )
  const spotOf = spotFinder(files)
  const places = await resolveLimits(files, spotOf, dropboxFolder, limits)
  const links: Link[] = []
  for (const name of names) {
    const link = `${dropboxFolder}/${name}`
    links.push({ key: keyOf(`/${name}`), name, link, target: await resolveTarget(files, spotOf, link) })
  }
  const mappings: Mapping[] = []
  const spots: Spot[] = []
  for (const { target, ...link } of links.sort(byPrecedence(limits.known))) {
    if (taken.has(link.key)) {
      refused.push({ ...link, why: 'case-clash' })
      continue
    }
    const why = 'refused' in target ? target.refused : objection(target, places, spots)
    if ('refused' in target || why !== undefined) {
      refused.push({ ...link, why: why ?? 'unreadable' })
      continue
    }
    taken.add(link.key)
    mappings.push({ ...link, target: target.path })
    spots.push(target)
  }
  return { mappings, refused }
}

/**
 * Why a folder cannot be mapped into the Dropbox folder beside what is mapped already; undefined when it can.
 * Throws DiskError when the disk fails.
 */
export async function mappingRefusal(
  files: Files,
  target: string,
  dropboxFolder: string,
  limits: MappingLimits,
  mappings: readonly Mapping[],
): Promise<MappingRefusal | undefined> {
  const spotOf = spotFinder(files)
  const resolved = await resolveTarget(files, spotOf, target)
  if ('refused' in resolved) return resolved.refused
  const others: Spot[] = []
  for (const mapping of mappings) others.push(await spotOf(mapping.target))
  return objection(resolved, await resolveLimits(files, spotOf, dropboxFolder, limits), others)
}

type SpotOf = ReturnType<typeof spotFinder>

interface Link extends Omit<Mapping, 'target'> {
  readonly target: Spot | { readonly refused: MappingRefusal }
}

function byPrecedence(known: MappingLimits['known']): (one: Link, other: Link) => number {
  const rank = ({ key, target }: Link): number => {
    const before = known?.get(key)
    if (before === undefined) return 2
    return 'path' in target && target.path === before ? 0 : 1
  }
  return (one, other) =>
    rank(one) - rank(other) || Buffer.compare(Buffer.from(one.name), Buffer.from(other.name))
}

interface Places {
  readonly dropbox: Spot
  readonly home: Spot
  readonly forbidden: readonly Spot[]
}

/** The same places with symlinks resolved, since targets are; one that does not exist stays as it is spelled. */
async function resolveLimits(
  files: Files,
  spotOf: SpotOf,
  dropboxFolder: string,
  limits: MappingLimits,
): Promise<Places> {
  const resolved = async (path: string): Promise<Spot> => {
    try {
      return await spotOf(await files.realpath(path))
    } catch (error) {
      if (isDiskError(error, 'missing', 'not-a-folder', 'no-permission', 'loop')) return { path, chain: [] }
      throw error
    }
  }
  const forbidden: Spot[] = []
  for (const path of limits.forbidden) forbidden.push(await resolved(path))
  return {
    dropbox: await resolved(dropboxFolder),
    home: await resolved(limits.home),
    forbidden,
  }
}

async function resolveTarget(files: Files, spotOf: SpotOf, link: string): Promise<Link['target']> {
  try {
    const target = await files.realpath(link)
    const there = await files.lstat(target)
    if (there === undefined) return { refused: 'dangling' }
    return there.kind === 'folder' ? await spotOf(target) : { refused: 'not-a-folder' }
  } catch (error) {
    if (isDiskError(error, 'missing', 'not-a-folder')) return { refused: 'dangling' }
    if (isDiskError(error, 'loop')) return { refused: 'loop' }
    if (isDiskError(error)) return { refused: 'unreadable' }
    throw error
  }
}

/** The kernel's own folders, but for the memory that `/dev/shm` lends to programs. */
const systemFolders = /^\/(?:proc|sys|dev(?!\/shm(?:\/|$)))(?:\/|$)/

function objection(target: Spot, places: Places, others: readonly Spot[]): MappingRefusal | undefined {
  if (target.path === '/') return 'filesystem-root'
  if (systemFolders.test(target.path)) return 'system-folder'
  if (isSamePlace(target, places.home)) return 'home'
  if (holds(places.dropbox, target)) return 'inside-dropbox'
  if (holds(target, places.dropbox)) return 'holds-dropbox'
  if (places.forbidden.some((spot) => holds(target, spot) || holds(spot, target))) return 'agent-state'
  if (others.some((other) => holds(target, other) || holds(other, target))) return 'overlap'
  return undefined
}
