import { AgentError } from '../../runtime/agent/errors.ts'
import { describeDiskMessage } from '../../runtime/engine/describe/disk-fault.ts'
import { CloudError, type CloudErrorCode } from '../../runtime/ports/cloud.ts'
import { DiskError, faultOf } from '../../runtime/ports/files.ts'
import { describeFailure, type Failure } from '../terminal/program.ts'
import { visible } from '../terminal/text.ts'
import { statusExitCodes } from './exit-codes.ts'

/** What went wrong in one clear sentence that says what to do, whoever threw it; the exit code is 1, 2 for wrong usage, or 3 where only an agent could answer and none runs. */
export function describeDropboxFailure(error: unknown): Failure {
  if (error instanceof CloudError) return { text: cloudSentences[error.code](error), exitCode: 1 }
  if (error instanceof DiskError)
    return { text: `${visible(error.path)}: ${visible(diskSentences(error))}`, exitCode: 1 }
  const failure = describeFailure(error)
  const isNotRunning = error instanceof AgentError && error.code === 'not-running'
  return isNotRunning ? { ...failure, exitCode: statusExitCodes.notRunning } : failure
}

const cloudSentences: Readonly<Record<CloudErrorCode, (error: CloudError) => string>> = {
  offline: ({ message }) =>
    `${message}. Check the network (and DROPBOX_API_URL or a proxy, if one is set), then try again.`,
  unlinked: () => 'Dropbox no longer accepts the link of this computer. Run "dropbox_init" to link it again.',
  'cursor-reset': () => 'Dropbox asks for a new listing. Try again.',
  'bad-answer': ({ message }) =>
    `Dropbox gave an answer that cannot be understood (${message}). Try again later.`,
  'root-missing': ({ message }) =>
    `${visible(message)}. Put it back there, or give another: "dropbox_init --take-over".`,
  'bad-code': () =>
    'Dropbox did not accept the code. Run "dropbox_init" again, and copy the whole code from the page it names.',
  'app-refused': ({ message, data }) =>
    'missing' in data || 'scope' in data
      ? `${message}. Tick it in the app's tab "Permissions" at https://www.dropbox.com/developers/apps, then run "dropbox_init" again.`
      : `${message}. Check the app key: DROPBOX_APP_KEY, or appKey in the configuration.`,
  aborted: () => 'Stopped.',
}

function diskSentences(error: DiskError): string {
  const { what, advice } = describeDiskMessage(faultOf(error), error.message)
  return `${what.replace(/\.$/, '')}. ${advice ?? 'Try again.'}`
}
