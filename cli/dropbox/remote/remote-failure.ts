import type { SharedLinkRefusal } from '../../../runtime/cloud/links/link-refusal.ts'
import type { ItemResult, Refusal } from '../../../runtime/ports/cloud.ts'
import { describeRefusal } from './describe-refusal.ts'

/** Dropbox did not do what a command asked for; the message is a sentence for people. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure'
  readonly code: Refusal['reason'] | SharedLinkRefusal['reason']

  constructor(code: RemoteFailure['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** What came of it when it went well. Throws RemoteFailure. `path`: visible, as it is shown. */
export function doneOrThrow<Value>(result: ItemResult<Value>, path: string): Value {
  if (result.ok) return result.value
  throw new RemoteFailure(result.refusal.reason, describeRefusal(result.refusal, path))
}
