import type { LinkResult } from '../../../runtime/cloud/links/link-refusal.ts'
import type { SharedLink } from '../../../runtime/cloud/links/shared-link.ts'
import type { DisplayPath } from '../../../runtime/core/path.ts'
import { describeSharedLinkRefusal } from '../../../runtime/remote/describe-shared-link-refusal.ts'
import { UsageError } from '../../terminal/errors.ts'
import { RemoteFailure } from '../remote/remote-failure.ts'
import { type Locations, placeInDropbox } from '../typed/location.ts'

/** The place that a person wants to share. Throws UsageError for the top of Dropbox, which cannot be shared. */
export function sharedPlace(typed: string, locations: Locations): DisplayPath {
  const place = placeInDropbox(typed, locations)
  if (place === '') throw new UsageError('The whole Dropbox cannot be shared. Name a file or folder in it.')
  return place
}

/** What came of it when it went well. Throws RemoteFailure. `what`: visible, as it is shown. */
export function linkOrThrow<Value>(result: LinkResult<Value>, what: string): Value {
  if (result.ok) return result.value
  throw new RemoteFailure(result.refusal.reason, describeSharedLinkRefusal(result.refusal, what))
}

/** A link as `--json` gives it. */
export function asJson({ url, kind, name, path, expires, password }: SharedLink) {
  return { url, kind, name, path: path ?? null, expires: expires ?? null, password }
}
