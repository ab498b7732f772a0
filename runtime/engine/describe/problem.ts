import type { NameFault } from '../../core/names.ts'
import type { MappingRefusal } from '../../local/mappings/find-mappings.ts'
import type { Problem } from '../status.ts'
import { describeDiskFault, describeDiskMessage } from './disk-fault.ts'

/** Why a path does not sync, and what a person can do about it: a sentence each. */
export interface ProblemDescription {
  readonly text: string
  readonly advice: string
}

/** Describes a path that cannot sync while everything else does. */
export function describeProblem({ why }: Problem): ProblemDescription {
  switch (why.reason) {
    case 'name':
      return {
        text: nameFaults[why.fault as keyof typeof nameFaults] ?? `Its name cannot be synced (${why.fault}).`,
        advice: why.fault === 'path-too-long' ? 'Give the folders above it shorter names.' : 'Rename it.',
      }
    case 'case-clash':
      return {
        text: `To Dropbox its name is the same as that of ${why.other}: capital and small letters do not count, nor how an accent is put together.`,
        advice: 'Rename one of them.',
      }
    case 'twin-in-dropbox':
      return {
        text: `Dropbox lists it twice, also as ${why.other}. Which of the two belongs here cannot be told, so it is left as it is on both sides.`,
        advice: 'Rename one of the two on dropbox.com.',
      }
    case 'not-downloadable':
      return {
        text: 'It is an online document without a file of its own.',
        advice: 'Open it on dropbox.com.',
      }
    case 'garbled':
      return {
        text: 'What Dropbox says about it makes no sense, so it is left as it is on both sides.',
        advice: 'Look at it on dropbox.com. If it is fine there, save it there once more.',
      }
    case 'special-file':
      return { text: `It is not a file or folder, but a ${why.type}.`, advice: ignoreAdvice }
    case 'symlink':
      return {
        text: 'It is a symbolic link. Only links at the top of the Dropbox folder that lead to a folder are followed.',
        advice:
          'Move it to the top, link its folder with "dropbox symlink add", or put the file itself here.',
      }
    case 'mapping-refused':
      return {
        text: mappingRefusals[why.why as MappingRefusal] ?? `Its target cannot be synced (${why.why}).`,
        advice:
          mappingAdvice[why.why as MappingRefusal] ?? 'Remove the link, or let it lead to another folder.',
      }
    case 'moved-in-dropbox':
      return {
        text: `Its folder is ${why.to} in Dropbox now, where a link cannot follow.`,
        advice: 'Move it back in Dropbox, or remove the link with "dropbox symlink remove".',
      }
    case 'displaced':
      return {
        text: `On this computer it is ${why.now} now, which does not sync. Its copy in Dropbox stays as it is.`,
        advice: 'Rename it so that it can sync, or delete it.',
      }
    case 'unreadable':
      return ofDisk('It cannot be read', why)
    case 'unwritable':
      return ofDisk('It cannot be written', why)
    case 'rules':
      return {
        text: `Its rules cannot be used, so nothing of its folder syncs: ${sentence(why.detail)}`,
        advice: 'Make it shorter and simpler, or remove it.',
      }
    case 'changing':
      return {
        text: 'It is being written to all the time, so that no whole version of it can be read yet.',
        advice:
          'It is tried again by itself. If that does not end, close the program that writes it, or keep it out with a .mignore file.',
      }
    case 'being-read':
      return {
        text: 'It is large and has to be read before it can sync. That goes on beside everything else.',
        advice: 'It syncs by itself when it has been read. Keep it out with a .mignore file if it is not to.',
      }
    case 'interrupted':
      return {
        text: `The transfer breaks off again and again: ${sentence(describeDiskFault(why.detail)?.what ?? why.detail)}`,
        advice: describeDiskFault(why.detail)?.advice ?? triedAgain,
      }
    case 'selective-sync-conflict':
      return {
        text: 'It is on this computer at a place that is excluded from syncing.',
        advice: 'Rename or move it, or sync that place again with "dropbox exclude remove".',
      }
    case 'being-made':
      return {
        text: 'It was made at a place that is excluded from syncing, and programs change it all the time.',
        advice:
          'It gets a name of its own, and syncs under that, once it is left alone. Or rename or move it, or sync that place again with "dropbox exclude remove".',
      }
    case 'dropbox-full':
      return {
        text: 'Your Dropbox is full.',
        advice: 'Delete something there, or get more space. It is tried again by itself.',
      }
    case 'disk-full':
      return {
        text: 'There is no room for it on this disk, or in your share of it (quota).',
        advice:
          'Free some space, or exclude folders with "dropbox exclude add". It is tried again by itself.',
      }
    case 'too-large':
      return { text: 'It is larger than Dropbox or this disk takes.', advice: ignoreAdvice }
    case 'no-permission':
      return {
        text: `Dropbox does not allow it: ${sentence(why.detail)}`,
        advice: 'Ask the owner of the shared folder for the right to edit.',
      }
    case 'refused':
      return {
        text: `Dropbox refuses it: ${sentence(why.detail)}`,
        advice: 'Rename it, or keep it out with a .mignore file.',
      }
    default:
      return why satisfies never
  }
}

const triedAgain = 'It is tried again by itself.'

function ofDisk(what: string, { fault, detail }: { fault: string; detail: string }): ProblemDescription {
  const described = describeDiskMessage(fault, detail)
  return { text: `${what}: ${sentence(described.what)}`, advice: described.advice ?? triedAgain }
}

const ignoreAdvice = 'Move it away, or keep it out with a .mignore file.'

/** Sentences about names, for problems and for links that are to be made. */
export const nameFaults: Readonly<Record<NameFault | 'path-too-long' | 'unwritable', string>> = {
  'not-utf8': 'Its name is not valid UTF-8.',
  'too-long': 'Its name is too long.',
  backslash: 'Its name holds a backslash, which Dropbox does not take.',
  'control-character': 'Its name holds a control character.',
  'trailing-space': 'Its name ends with a space.',
  'dot-component': 'Its name is "." or "..", or there is none.',
  'path-too-long': 'The path to it is longer than any file on this computer can have.',
  reserved: 'Its name is one that no Dropbox client syncs.',
  unwritable: 'A file of this name cannot be made on this computer.',
}

const mappingRefusals: Readonly<Record<MappingRefusal, string>> = {
  dangling: 'It is a link to a folder that is not there.',
  'not-a-folder': 'It is a link to a file. Only links to folders are followed.',
  loop: 'It is a link that leads back to itself.',
  unreadable: 'It is a link to a folder that cannot be read.',
  'filesystem-root': 'It is a link to the whole disk.',
  'system-folder':
    "It is a link to a folder of the system's own, with processes or devices in it and no files of yours.",
  home: 'It is a link to the whole home.',
  'holds-dropbox': 'It is a link to a folder that holds the Dropbox folder itself.',
  'inside-dropbox': 'It is a link to a folder of the Dropbox folder, which syncs already.',
  overlap:
    'It is a link to a folder that is linked under another name already, or holds or lies in one that is.',
  'agent-state': "It is a link to a folder that holds Dropbox's own files on this computer.",
  'case-clash': 'It is a link whose name is taken: capital and small letters do not count for Dropbox.',
}

const mappingAdvice: Readonly<Record<MappingRefusal, string>> = {
  dangling:
    'Bring the folder back (perhaps its disk is not mounted), let the link lead to where it is now, or remove the link.',
  'not-a-folder': 'Link the folder that holds the file, or put the file itself here.',
  loop: 'Remove the link, or let it lead to a folder.',
  unreadable: 'Give yourself the permission to read it: it syncs by itself then.',
  'filesystem-root': 'Let it lead to a folder in it, or remove the link.',
  'system-folder': 'Remove the link, or let it lead to another folder.',
  home: 'Let it lead to a folder in it, or remove the link.',
  'holds-dropbox': 'Let it lead to a folder beside the Dropbox folder, or remove the link.',
  'inside-dropbox': 'Remove the link: what it leads to syncs at its own place.',
  overlap: 'Keep one of the two links ("dropbox symlink list"), and remove the other.',
  'agent-state': 'Remove the link, or let it lead to another folder.',
  'case-clash': 'Rename the link.',
}

/** What the system said, closed with a full stop, since advice follows. */
function sentence(detail: string): string {
  return /[.!?]$/.test(detail) ? detail : `${detail}.`
}
