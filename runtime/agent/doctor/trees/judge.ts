import { faultInRemoteName, isIgnoredEverywhere } from '../../../core/names.ts'
import { nameOf, type PathKey } from '../../../core/path.ts'
import type { Problem } from '../../../core/problem.ts'
import { describeProblem } from '../../../engine/describe/problem.ts'
import type { Verdict } from '../finding.ts'
import { differingHops, type Hop, type Stations } from './hops.ts'

/** What the agent is doing, as far as it explains a difference. `quiet`: it says that everything is up to date. */
export type Condition =
  | 'stopped'
  | 'quiet'
  | 'busy'
  | 'halted'
  | 'offline'
  | 'unlinked'
  | 'failed'
  | 'silent'
  | 'paused'

/** What is known of one path beside what lies there. */
export interface PathFacts {
  readonly path: PathKey
  readonly stations: Stations
  readonly condition: Condition
  /** Whether selective sync takes it. */
  readonly wanted: boolean
  /** Whether an ignore rule keeps it out. */
  readonly ignored: boolean
  /** What `dropbox problems` says of it or of a folder above. */
  readonly problem: Problem | undefined
  /** Its deletion, or its upload as one of very many new files, waits for a person. */
  readonly waiting: boolean
  /** Whether downloads wait for room on a disk: one that stands still is no wonder then. */
  readonly awaitsRoom: boolean
  /** Whether it has bytes that can be downloaded. */
  readonly downloadable: boolean
  /** Whether Dropbox tells of a change there since the Remote tree was brought up to it; undefined when nobody could ask. */
  readonly inDelta: boolean | undefined
}

/** Why a path is not the same everywhere: a word for programs, and sentences for people. */
export interface Judgement {
  readonly path: PathKey
  /** Where it differs; empty when all places hold the same. */
  readonly hops: readonly Hop[]
  /** `ok`: that is as it should be. */
  readonly verdict: Verdict
  readonly why:
    | 'same'
    | 'never-syncs'
    | 'ignored'
    | 'not-selected'
    | 'not-downloadable'
    | 'name'
    | 'problem'
    | 'waits-for-approval'
    | 'waits-for-room'
    | 'on-its-way'
    | 'not-running'
    | 'halted'
    | 'offline'
    | 'unlinked'
    | 'failed'
    | 'paused'
    | 'not-noticed'
    | 'stuck'
    | 'index-wrong'
  readonly text: string
}

/** Judges whether a path is where it should be, and if not, where it is stuck and why. */
export function judge(facts: PathFacts): Judgement {
  const { path, stations } = facts
  const hops = differingHops(stations)
  const said = (verdict: Verdict, why: Judgement['why'], text: string): Judgement => ({
    path,
    hops,
    verdict,
    why,
    text,
  })
  if (hops.length === 0 && stations.disk !== 'other')
    return said(
      'ok',
      'same',
      isNowhere(stations) ? 'Nothing is there, on either side.' : 'It is the same everywhere.',
    )
  if (path.split('/').some((name) => isIgnoredEverywhere(name)))
    return said('ok', 'never-syncs', 'Its name is one that no Dropbox client syncs.')
  if (hops.includes('remote-cloud') && facts.inDelta === false)
    return said(
      'wrong',
      'index-wrong',
      'What the index holds of Dropbox is not what is there, though Dropbox tells of no change.',
    )
  // The Remote tree of what is not to be on the box is all that there is of it.
  const onBox =
    stations.local !== undefined ||
    stations.synced !== undefined ||
    (stations.disk !== undefined && stations.disk !== 'unknown')
  if (facts.ignored) return said('ok', 'ignored', 'A rule keeps it out of the sync, on both sides.')
  if (hops.includes('disk-local') && facts.problem === undefined && facts.condition === 'quiet')
    return said('wrong', 'not-noticed', 'It was changed on this computer, and the agent has not noticed.')
  if (!facts.wanted && !hops.includes('remote-cloud'))
    return said(
      'ok',
      'not-selected',
      onBox
        ? 'It is on this computer at a place that is not selected, so it stays here.'
        : 'It is not selected for this computer.',
    )
  if (facts.problem !== undefined) {
    const { text, advice } = describeProblem(facts.problem)
    return said('warning', 'problem', `${text} ${advice}`)
  }
  if (stations.disk === 'other') return said('warning', 'problem', 'It is neither a file nor a folder.')
  if (!facts.downloadable && !onBox)
    return said('ok', 'not-downloadable', 'It is an online document without a file of its own.')
  if (!onBox && faultInRemoteName(nameOf(path)) !== undefined)
    return said(
      'warning',
      'name',
      'A file of this name cannot be made on this computer. Rename it in Dropbox.',
    )
  if (facts.waiting) {
    const isNew = stations.synced === undefined
    const text = `${isNew ? 'To be sent it waits' : 'Its deletion waits'} for you: "dropbox approve".`
    return said('warning', 'waits-for-approval', text)
  }
  if (facts.awaitsRoom && facts.condition === 'quiet' && isDownload(stations, hops))
    return said(
      'warning',
      'waits-for-room',
      'It waits for room on the disk: "dropbox status" tells how much.',
    )
  return underWay(facts.condition, hops, said)
}

/** Whether all that differs is that the box has not yet what Dropbox holds, a file. */
function isDownload({ remote }: Stations, hops: readonly Hop[]): boolean {
  return remote?.kind === 'file' && hops.every((hop) => hop === 'synced-remote')
}

function isNowhere({ disk, local, synced, remote, cloud }: Stations): boolean {
  return [disk, local, synced, remote, cloud].every((content) => content === undefined)
}

function underWay(
  condition: Condition,
  hops: readonly Hop[],
  said: (verdict: Verdict, why: Judgement['why'], text: string) => Judgement,
): Judgement {
  switch (condition) {
    case 'stopped':
      return said('warning', 'not-running', 'Dropbox isn\'t running. It goes on with "dropbox start".')
    case 'busy':
      return said('warning', 'on-its-way', 'The agent is at work: it is on its way.')
    case 'halted':
      return said(
        'warning',
        'halted',
        'Dropbox stands still until you decide: "dropbox status" tells what waits.',
      )
    case 'offline':
      return said('warning', 'offline', 'Dropbox cannot be reached. It goes on by itself.')
    case 'unlinked':
      return said('wrong', 'unlinked', 'Dropbox no longer accepts the link: "dropbox_init".')
    case 'paused':
      return said('warning', 'paused', 'Syncing is paused. It goes on with "dropbox resume".')
    case 'failed':
    case 'silent':
      return said('wrong', 'failed', 'The agent has failed: "dropbox status" tells how.')
    case 'quiet':
      return hops.every((hop) => hop === 'remote-cloud')
        ? said('warning', 'on-its-way', 'Dropbox changed it just now.')
        : said('wrong', 'stuck', 'The agent says that it is up to date, and does nothing about it.')
    default:
      return condition satisfies never
  }
}
