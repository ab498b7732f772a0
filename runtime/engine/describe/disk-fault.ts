import { codeOfErrno } from '../../ports/errno.ts'
import type { DiskErrorCode } from '../../ports/files.ts'

/** What a disk did not allow, as part of a sentence that begins with the file, and a sentence on what to do. */
export interface DiskFaultDescription {
  readonly what: string
  /** Undefined where trying again is all there is to do. */
  readonly advice: string | undefined
}

/**
 * What happened on the disk and what to do. `fault` is an errno (`EROFS`) or our code, as `faultOf` gives it; undefined for a word that is not known.
 */
export function describeDiskFault(fault: string): DiskFaultDescription | undefined {
  const known = toldApart[fault] ?? codeOfErrno[fault] ?? fault
  return isDescribed(known) ? faults[known] : undefined
}

/** Of a failure that was met: what the system said stands in for an errno that is not known, and what we said of one that is our own finding goes before. */
export function describeDiskMessage(fault: string, message: string): DiskFaultDescription {
  const known = describeDiskFault(fault)
  const isOwnFinding = isDescribed(fault) && message !== fault && !message.startsWith(`${fault}: `)
  if (known !== undefined && !isOwnFinding) return known
  return { what: message, advice: isOwnFinding ? undefined : faults.io.advice }
}

function isDescribed(fault: string): fault is keyof typeof faults {
  return Object.hasOwn(faults, fault)
}

/** What a person must tell apart though it is one code to the engine. */
type Described =
  | DiskErrorCode
  | 'not-permitted'
  | 'quota'
  | 'failing'
  | 'stale'
  | 'disconnected'
  | 'gone-device'
  | 'damaged'
  | 'timeout'
  | 'no-memory'
  | 'locked-by-key'

/** Errnos of errno(3) that calls on files give on Linux, where a person is to know more than the engine: the others are told by their code. */
const toldApart: Readonly<Record<string, Described>> = {
  EPERM: 'not-permitted',
  EDQUOT: 'quota',
  EAGAIN: 'busy',
  EINTR: 'busy',
  EILSEQ: 'invalid',
  EIO: 'failing',
  EREMOTEIO: 'failing',
  ESTALE: 'stale',
  ENOTCONN: 'disconnected',
  ECONNABORTED: 'disconnected',
  ECONNRESET: 'disconnected',
  EHOSTDOWN: 'disconnected',
  EHOSTUNREACH: 'disconnected',
  ENODEV: 'gone-device',
  ENXIO: 'gone-device',
  ENOMEDIUM: 'gone-device',
  EUCLEAN: 'damaged',
  EBADMSG: 'damaged',
  ETIMEDOUT: 'timeout',
  ENOMEM: 'no-memory',
  ENOKEY: 'locked-by-key',
  EKEYEXPIRED: 'locked-by-key',
}

const permissions = 'Check the owner and permissions of it and of the folder that holds it.'
const network = 'Check the disk it is on, and mount it again if it does not come back.'

const faults: Readonly<Record<Described, DiskFaultDescription>> = {
  'no-permission': { what: 'its permissions do not allow it', advice: permissions },
  'not-permitted': {
    what: 'the system forbids it, whatever its permissions say',
    advice:
      'Where "lsattr" shows an "i" or "a" for it or its folder, "chattr -i -a" takes the protection off; else its owner or the disk it is on does not allow changes.',
  },
  'read-only': {
    what: 'it is on a disk that is read-only',
    advice:
      'Mount that disk so that it can be written to ("dropbox doctor" shows which it is). A disk becomes read-only by itself when it has errors.',
  },
  'no-space': { what: 'the disk is full', advice: 'Free some space on it.' },
  quota: {
    what: 'your share of the disk (quota) is used up',
    advice: 'Free some space on it, or get a larger quota.',
  },
  missing: { what: 'it is not there', advice: 'Check whether it was moved, or its disk is not mounted.' },
  exists: { what: 'something else is there already', advice: 'Move that away or rename it.' },
  'not-empty': { what: 'the folder is not empty', advice: 'Look at what is in it.' },
  'not-a-folder': {
    what: 'there is a file where a folder should be',
    advice: 'Move the file away or rename it.',
  },
  'is-a-folder': {
    what: 'there is a folder where a file should be',
    advice: 'Move the folder away or rename it.',
  },
  loop: { what: 'its path leads through a symbolic link that is not followed', advice: 'Remove that link.' },
  'name-too-long': { what: 'its name or path is too long for this disk', advice: 'Shorten it.' },
  'too-large': {
    what: 'it is larger than this disk takes',
    advice: 'Keep it out with a .mignore file, or link a folder on another disk.',
  },
  'too-many-open': {
    what: 'too many files are open on this computer',
    advice: 'Close some programs, or allow more open files ("ulimit -n"; "dropbox doctor" shows the limits).',
  },
  'too-many-links': { what: 'it has more hard links than this disk takes', advice: 'Remove some of them.' },
  'other-device': {
    what: 'a part of it is on another disk',
    advice: 'Put it on one disk, or link what is on the other one with "dropbox symlink add".',
  },
  unsupported: {
    what: 'the disk it is on cannot do that',
    advice: 'Put it on another disk ("dropbox doctor" shows which kinds there are).',
  },
  busy: { what: 'another program is using it', advice: undefined },
  invalid: {
    what: 'the disk it is on does not take its name, or this request',
    advice: 'Rename it, or put it on another disk.',
  },
  io: {
    what: 'the disk reports an error',
    advice: 'Check the disk ("dmesg" may tell more), and have a copy of what matters.',
  },
  failing: {
    what: 'the disk fails to read or write (input/output error)',
    advice: 'Check the disk ("dmesg" may tell more), and have a copy of what matters.',
  },
  stale: { what: 'the network disk it is on has lost track of it', advice: 'Mount that disk again.' },
  disconnected: { what: 'the disk it is on has lost its connection', advice: network },
  'gone-device': { what: 'the disk or device it is on is not there', advice: network },
  damaged: {
    what: 'the disk it is on is damaged there',
    advice: 'Have the disk checked ("fsck"), and take the file from dropbox.com or a backup.',
  },
  timeout: { what: 'the disk it is on does not answer in time', advice: network },
  'no-memory': { what: 'this computer has no memory left for it', advice: 'Close some programs.' },
  'locked-by-key': {
    what: 'it is encrypted, and the key is not there',
    advice: 'Unlock the folder or disk it is on.',
  },
  changed: { what: 'it changed meanwhile', advice: undefined },
  'changed-while-read': { what: 'it changed while it was read', advice: undefined },
  'wrong-content': { what: 'its content is not what was expected', advice: undefined },
}
