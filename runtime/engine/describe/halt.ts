import { countOf, grouped } from '../../core/amounts.ts'
import type { PathKey } from '../../core/path.ts'
import type { LeaseHolder } from '../../core/safety/lease.ts'
import type { FullFolder } from '../../core/safety/too-many-files.ts'
import { shellWord, visible } from '../../core/visible.ts'
import type { MappingRefusal } from '../../local/mappings/find-mappings.ts'
import type { Halt } from '../status.ts'

/** Why everything, or one root, stands still, and the one command that goes on: two sentences or three, in which names are visible. */
export function describeHalt(halt: Halt): string {
  return visible(`${reasonOf(halt)} ${outcomeOf(halt)}: ${commandLeaving(halt)}`)
}

/** The one command that leaves a halt. */
export function commandLeaving(halt: Halt): string {
  switch (halt.reason) {
    case 'link-refused':
      return `dropbox symlink remove ${shellWord(halt.path.slice(1))}`
    case 'root-missing':
    case 'root-retyped':
      return isMapped(halt.path)
        ? `dropbox symlink remove ${shellWord(halt.path.slice(1))}`
        : 'dropbox approve'
    case 'root-emptied':
    case 'mass-deletion':
    case 'too-many-files':
      return 'dropbox approve'
    case 'other-device':
    case 'marker-lost':
    case 'rolled-back':
    case 'box-restored':
      return 'dropbox restored'
    case 'in-use':
      return 'dropbox stop'
    case 'account-changed':
      return 'dropbox_init'
    case 'remote-root-changed':
    case 'remote-root-missing':
      return 'dropbox_init --take-over'
    default:
      return halt satisfies never
  }
}

function reasonOf(halt: Halt): string {
  switch (halt.reason) {
    case 'root-missing':
      return `${halt.target}${roleOf(halt.path)} is not there or cannot be read. Nothing of it is deleted in Dropbox, and it goes on by itself when the folder is back${isMapped(halt.path) ? ', or its link leads to where it is now' : ''}.`
    case 'link-refused':
      return `${halt.target}${roleOf(halt.path)} does not sync: ${linkFaults[halt.why]}. Nothing is deleted on either side, and it goes on by itself when the link leads to the folder again.`
    case 'root-retyped':
      return `${halt.target}${roleOf(halt.path)} is not a folder any more. Nothing of it is deleted in Dropbox, and it goes on by itself when the folder is back.`
    case 'root-emptied':
      return `${halt.target}${roleOf(halt.path)} is empty${halt.files > 0 ? `, where ${countOf(halt.files, 'file')} should be` : ''}. Nothing of it is deleted in Dropbox.`
    case 'other-device':
      return `${halt.target}${roleOf(halt.path)} is on another disk than before. Perhaps its own disk is not mounted: when it is there again, it goes on by itself.`
    case 'marker-lost':
      return `${halt.target}${roleOf(halt.path)} is not the folder that was synced before: the mark in its .dropbox.cache is missing, or another one.`
    case 'rolled-back':
      return `${halt.target}${roleOf(halt.path)} and what Dropbox remembers of it are from different times, as after a backup was restored.`
    case 'in-use':
      return `${halt.target}${roleOf(halt.path)} is in use by ${holderOf(halt.holder)}. Nothing of it is touched from here, and it goes on by itself when that one has ended.`
    case 'box-restored':
      return 'This computer was restored to an older state, or is a copy of another one: since what it remembers, it has gone on elsewhere. Nothing is replaced or deleted on either side until you choose.'
    case 'mass-deletion':
      return halt.side === 'local'
        ? `${countOf(halt.files, 'file')} of ${grouped(halt.of)} were deleted in Dropbox. Nothing is deleted on this computer until you agree.`
        : `${countOf(halt.files, 'file')} of ${grouped(halt.of)} were deleted on this computer. Nothing is deleted in Dropbox until you agree.`
    case 'too-many-files':
      return `${countOf(halt.files, 'file')} would be new in Dropbox at once, more than the ${grouped(halt.limit)} that are sent unasked: ${foldersOf(halt.folders)}. None of them is sent until you agree; it goes on by itself when they are gone, or kept out with a .mignore file.`
    case 'account-changed':
      return 'This computer is linked to another Dropbox account than the one it was synced with. Nothing is synced until you choose.'
    case 'remote-root-changed':
      return `This computer was synced with ${describeRemoteRoot(halt.expected)}, and is set to sync with ${describeRemoteRoot(halt.found)}. Nothing is synced until you choose; it goes on by itself when the first one is set again.`
    case 'remote-root-missing':
      return `${halt.detail}. Nothing is deleted on this computer, and it goes on by itself when that folder is back.`
    default:
      return halt satisfies never
  }
}

/** What the command of `commandLeaving` does. */
function outcomeOf(halt: Halt): string {
  switch (halt.reason) {
    case 'link-refused':
      return 'To stop syncing it, with everything kept in Dropbox'
    case 'root-missing':
    case 'root-retyped':
      if (isMapped(halt.path)) return 'To stop syncing it, with everything kept in Dropbox'
      return halt.reason === 'root-missing'
        ? 'To begin with an empty folder and download everything again'
        : 'To begin with an empty folder and download everything again, move away what is there now, then type'
    case 'root-emptied':
      return 'To download everything into it again'
    case 'other-device':
    case 'marker-lost':
    case 'rolled-back':
    case 'box-restored':
      return 'To see what differs, and choose what to keep'
    case 'mass-deletion':
      return halt.side === 'local' ? 'To delete them here too' : 'To delete them in Dropbox too'
    case 'too-many-files':
      return 'To send them'
    case 'in-use':
      return 'To end that one, type where it runs'
    case 'account-changed':
      return 'To link the right account'
    case 'remote-root-changed':
      return 'To sync what is here with the other one from now on'
    case 'remote-root-missing':
      return 'To make it anew, and send what is here'
    default:
      return halt satisfies never
  }
}

/** What a link is by now that was followed before. */
const linkFaults: Readonly<Record<MappingRefusal, string>> = {
  dangling: 'its link leads to nothing now',
  'not-a-folder': 'its link leads to a file now',
  loop: 'its link leads back to itself now',
  unreadable: 'its link leads to a folder now that cannot be read',
  'filesystem-root': 'its link leads to the whole disk now',
  'system-folder': "its link leads to a folder of the system's own now",
  home: 'its link leads to the whole home now',
  'holds-dropbox': 'its link leads to a folder now that holds the Dropbox folder itself',
  'inside-dropbox': 'its link leads into the Dropbox folder now, where everything syncs already',
  overlap: 'its link leads now to what another link leads to, or holds it, or lies in it',
  'agent-state': "its link leads to Dropbox's own files on this computer now",
  'case-clash': 'its link has a name now that is taken: capital and small letters do not count for Dropbox',
}

/** A place in Dropbox (`rootName`) as people call it. */
export function describeRemoteRoot(root: string): string {
  if (root === '') return 'the whole Dropbox'
  const inTeamSpace = /^ns:\d+(.*)$/.exec(root)?.[1]
  if (inTeamSpace === undefined) return `the folder ${root} of Dropbox`
  return inTeamSpace === '' ? 'the team space' : `the folder ${inTeamSpace} of the team space`
}

function isMapped(path: PathKey): boolean {
  return path !== ''
}

function roleOf(path: PathKey): string {
  return isMapped(path) ? `, synced as ${path.slice(1)},` : ', the Dropbox folder,'
}

function holderOf(holder: LeaseHolder | undefined): string {
  if (holder === undefined) return 'another Dropbox agent'
  const since = new Date(holder.since).toISOString().slice(0, 16).replace('T', ' ')
  return `another Dropbox agent (process ${holder.pid} on ${holder.host}, since ${since} UTC)`
}

function foldersOf(folders: readonly FullFolder[]): string {
  return folders
    .map(({ path, files }) => `${grouped(files)} in ${path === '' ? 'the Dropbox folder' : path}`)
    .join(', ')
}
