import type { Refusal } from '../../../runtime/ports/cloud.ts'
import { visible } from '../../terminal/text.ts'

/** Why Dropbox did not do what a command asked for one path (visible, as it is shown): a sentence that says what to do. */
export function describeRefusal(refusal: Refusal, path: string): string {
  switch (refusal.reason) {
    case 'conflict':
      return `"${path}" changed in Dropbox meanwhile, or something else is in its place. Look again ("dropbox revs", "dropbox ls --remote"), then try again.`
    case 'missing':
      return `Dropbox does not have "${path}" any more.`
    case 'changed-while-read':
      return `"${path}" was changed while it was read. Try again when nothing writes into it.`
    case 'unreadable':
      return `"${path}" cannot be read on this computer (${visible(refusal.detail)}).`
    case 'interrupted':
      return `"${path}" was interrupted (${visible(refusal.detail)}). Try again.`
    case 'no-space':
      return `There is not enough space in your Dropbox for "${path}". Make room there, then try again.`
    case 'name-refused':
      return `Dropbox does not take the name "${path}". Choose another one.`
    case 'no-permission':
      return `You may not do this to "${path}" in Dropbox (${visible(refusal.detail)}).`
    case 'too-large':
      return `"${path}" is too large for Dropbox.`
    case 'too-many-files':
      return `"${path}" holds too many files for one step. Name the folders in it one by one.`
    case 'unsupported':
      return `Dropbox cannot do this with "${path}" (${visible(refusal.detail)}): documents made on its website have no content of their own.`
    default:
      return refusal satisfies never
  }
}
