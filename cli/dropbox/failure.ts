import { CloudError, type CloudErrorCode } from '../../runtime/ports/cloud.ts'
import { DiskError, type DiskErrorCode } from '../../runtime/ports/files.ts'
import { describeFailure, type Failure } from '../terminal/program.ts'
import { visible } from '../terminal/text.ts'

/** What went wrong in one clear sentence that says what to do, whoever threw it; the exit code is 1, or 2 for wrong usage. */
export function describeDropboxFailure(error: unknown): Failure {
  if (error instanceof CloudError) return { text: cloudSentences[error.code](error), exitCode: 1 }
  if (error instanceof DiskError)
    return { text: `${visible(error.path)}: ${diskSentences[error.code]}`, exitCode: 1 }
  return describeFailure(error)
}

const cloudSentences: Readonly<Record<CloudErrorCode, (error: CloudError) => string>> = {
  offline: ({ message }) =>
    `${message}. Check the network (and DROPBOX_API_URL or a proxy, if one is set), then try again.`,
  unlinked: () => 'Dropbox no longer accepts the link of this computer. Run "dropbox_init" to link it again.',
  'cursor-reset': () => 'Dropbox asks for a new listing. Try again.',
  'bad-answer': ({ message }) =>
    `Dropbox gave an answer that cannot be understood (${message}). Try again later.`,
  'bad-code': () =>
    'Dropbox did not accept the code. Run "dropbox_init" again, and copy the whole code from the page it names.',
  'app-refused': ({ message, data }) =>
    'missing' in data || 'scope' in data
      ? `${message}. Tick it in the app's tab "Permissions" at https://www.dropbox.com/developers/apps, then run "dropbox_init" again.`
      : `${message}. Check the app key: DROPBOX_APP_KEY, or appKey in the configuration.`,
  aborted: () => 'Stopped.',
}

const permissions = 'it may not be read or written. Check its owner and permissions.'

const diskSentences: Readonly<Record<DiskErrorCode, string>> = {
  'no-space': 'the disk is full. Free some space and try again.',
  'no-permission': permissions,
  'read-only': 'it is on a disk that is read-only.',
  missing: 'it is not there.',
  exists: 'something is there already.',
  'not-empty': 'the folder is not empty.',
  'not-a-folder': 'it is not a folder.',
  'is-a-folder': 'it is a folder.',
  loop: 'it is a symlink that leads back to itself.',
  'name-too-long': 'its name is too long.',
  'too-large': 'it is too large.',
  'too-many-open': 'too many files are open. Try again.',
  'too-many-links': 'it has too many links.',
  'other-device': 'it is on another disk.',
  unsupported: 'its disk cannot do that.',
  busy: 'it is in use. Try again.',
  invalid: 'the name or the request is not valid.',
  io: 'the disk reports an error.',
  changed: 'it changed meanwhile. Try again.',
  'changed-while-read': 'it changed while it was read. Try again.',
  'wrong-content': 'its content is not what was expected. Try again.',
}
