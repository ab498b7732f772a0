import type { SharedLinkRefusal } from '../cloud/links/link-refusal.ts'
import { visible } from '../core/visible.ts'

/** Why Dropbox did not make, change or end a link, in a sentence that says what to do. `what`: the path or address that was named, visible. */
export function describeSharedLinkRefusal(refusal: SharedLinkRefusal, what: string): string {
  switch (refusal.reason) {
    case 'missing':
      return what.startsWith('http')
        ? `Dropbox has no link ${what}. "dropbox sharelink list" shows which there are.`
        : `There is no "${what}" in Dropbox. What was made on this computer a moment ago may not be there yet: "dropbox wait" tells when it is.`
    case 'not-allowed':
      return 'Your Dropbox plan, or your team, does not allow links with a password or an end: a Basic account has neither. "dropbox sharelink PATH" makes a link without.'
    case 'bad-settings':
      return 'Dropbox does not take these settings of a link. Give another end, or another password.'
    case 'email-not-verified':
      return 'Dropbox makes links only once the e-mail address of your account is confirmed. Confirm it at https://www.dropbox.com/account.'
    case 'access-denied':
      return `You may not share "${what}", or its link is somebody else's.`
    case 'other':
      return `Dropbox does not do this for "${what}" (${visible(refusal.detail)}).`
    default:
      return refusal satisfies never
  }
}
