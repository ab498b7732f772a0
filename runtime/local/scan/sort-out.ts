import { faultInLocalName, isIgnoredEverywhere } from '../../core/names.ts'
import { joinPath, type PathKey } from '../../core/path.ts'
import type { Problem, ProblemReason, RepositoryWarning } from '../../core/problem.ts'
import type { Unsyncable } from '../../core/safety/displaced.ts'
import type { LocalEntry } from '../../core/tree.ts'
import type { FileStats, Listed } from '../../ports/files.ts'
import type { Mapping } from '../mappings/find-mappings.ts'
import { repositoryKinds } from '../repositories/repository-kinds.ts'
import { keyIn, type Place, relativeIn } from './place.ts'
import type { ScanRequest } from './request.ts'
import { unreadable } from './unreadable.ts'

/** A name that can sync, the only one with its key. */
export interface Candidate {
  readonly key: PathKey
  readonly name: string
  readonly stats: FileStats
  /** The candidate is a symlink that is followed: the mapping that it stands for. */
  readonly mapping: Mapping | undefined
}

/** The names of a folder, by what becomes of them. */
export interface SortedNames {
  readonly candidates: readonly Candidate[]
  readonly blocked: PathKey[]
  readonly ignored: readonly PathKey[]
  readonly unsyncable: Unsyncable[]
  readonly problems: Problem[]
  readonly repositories: readonly RepositoryWarning[]
}

/** Decides by name and kind alone what in a listed folder can sync. Reads nothing. */
export function sortOut(
  listed: readonly Listed[],
  place: Place,
  request: ScanRequest,
  known: ReadonlyMap<PathKey, LocalEntry>,
): SortedNames {
  const { rules } = request
  const candidates = new Map<PathKey, Candidate>()
  const blocked: PathKey[] = []
  const ignored: PathKey[] = []
  const unsyncable: Unsyncable[] = []
  const problems: Problem[] = []
  const report = (name: string, why: ProblemReason): void => {
    problems.push({ path: joinPath(place.display, name), why })
  }
  const kinds = repositoryKinds(listed)
  const keepAllOut = rules.repositories === 'kept-out' && kinds.includes('git-bare')

  for (const entry of listed) {
    const { name, stats } = entry
    if (stats === undefined && entry.fault === 'not-utf8') {
      report(name, { reason: 'name', fault: 'not-utf8' })
      unsyncable.push(...unsyncableAt(place, name, entry.found))
      continue
    }
    if (isIgnoredEverywhere(name)) {
      unsyncable.push(...unsyncableAt(place, name, stats))
      continue
    }
    const key = keyIn(place, name)
    const mapping = mappingAt(place, name, request)
    const isIgnored = keepAllOut || rules.ignores(relativeIn(place, name), stats?.kind === 'folder')
    // A linked folder is a root of its own: what keeps it out is the end of its link.
    if (isIgnored && mapping === undefined) {
      ignored.push(key)
      continue
    }
    const fault = faultInLocalName(name)
    if (fault !== undefined) {
      // Should the Local tree know it, it is not deleted.
      blocked.push(key)
      report(name, { reason: 'name', fault })
      unsyncable.push(...unsyncableAt(place, name, stats))
      continue
    }
    if (stats === undefined) {
      blocked.push(key)
      report(name, unreadable(entry.fault))
    } else if (stats.kind === 'file' || stats.kind === 'folder' || mapping !== undefined) {
      enter({ key, name, stats, mapping })
    } else {
      blocked.push(key)
      if (stats.kind !== 'symlink') report(name, { reason: 'special-file', type: stats.kind })
      else if (!isRefused(place, name, request)) report(name, { reason: 'symlink' })
    }
  }
  return {
    candidates: [...candidates.values()],
    // A key that a candidate has is not blocked by a symlink that differs from it in capitals only.
    blocked: blocked.filter((key) => !candidates.has(key)),
    ignored,
    unsyncable,
    problems,
    repositories: kinds.map((kind) => ({ path: place.display, kind, internals: rules.repositories })),
  }

  /** Of names that Dropbox takes for one, the one that syncs already keeps the key, else the first by its bytes. */
  function enter(candidate: Candidate): void {
    const rival = candidates.get(candidate.key)
    if (rival === undefined) {
      candidates.set(candidate.key, candidate)
      return
    }
    const winner = preferred(rival, candidate, known.get(candidate.key))
    const loser = winner === rival ? candidate : rival
    candidates.set(candidate.key, winner)
    report(loser.name, { reason: 'case-clash', other: joinPath(place.display, winner.name) })
    unsyncable.push(...unsyncableAt(place, loser.name, loser.stats))
  }
}

/** What stands at a name that cannot sync: one item for a file or folder, none for anything else. */
export function unsyncableAt(place: Place, name: string, stats: FileStats | undefined): Unsyncable[] {
  if (stats?.kind !== 'file' && stats?.kind !== 'folder') return []
  return [{ now: joinPath(place.display, name), inode: stats.inode, born: stats.born }]
}

function preferred(one: Candidate, other: Candidate, known: LocalEntry | undefined): Candidate {
  if (known?.name === one.name) return one
  if (known?.name === other.name) return other
  return Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)) <= 0 ? one : other
}

function mappingAt(place: Place, name: string, request: ScanRequest): Mapping | undefined {
  if (place.relative !== '') return undefined
  return request.mappings?.mappings.find((mapping) => mapping.name === name)
}

function isRefused(place: Place, name: string, request: ScanRequest): boolean {
  if (place.relative !== '') return false
  return request.mappings?.refused.some((refused) => refused.name === name) ?? false
}
