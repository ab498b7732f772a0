import { nameOf } from '../../../runtime/core/path.ts'
import type { SetApart } from '../../../runtime/engine/set-apart.ts'
import { grouped, visible } from '../../terminal/text.ts'

/** So many are told by name. */
const named = 3

/** That what a person made has another name now, since Dropbox keeps something away there: a line each. */
export function describeSetApart(setApart: readonly SetApart[]): string[] {
  const lines = setApart
    .slice(-named)
    .map(
      ({ path, now }) =>
        `What was made here as ${visible(path)} is "${visible(nameOf(now))}" now, since that place is excluded from syncing on this computer.`,
    )
  const left = setApart.length - lines.length
  return left > 0 ? [...lines, `So are ${grouped(left)} more; "dropbox status --json" has them all.`] : lines
}
