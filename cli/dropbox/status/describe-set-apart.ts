import { nameOf } from '../../../runtime/core/path.ts'
import type { SetApart } from '../../../runtime/engine/set-apart.ts'
import { usualSettings } from '../../../runtime/engine/settings.ts'
import { countOf, grouped, visible } from '../../terminal/text.ts'

/** So many are told by name. */
const named = 3

/** That what a person made has another name now, since Dropbox keeps something away there: a line each. */
export function describeSetApart(setApart: readonly SetApart[]): string[] {
  return withTheRest(
    setApart
      .slice(-named)
      .map(
        ({ path, now }) =>
          `What was made here as ${visible(path)} is "${visible(nameOf(now))}" now, since that place is excluded from syncing on this computer.`,
      ),
    setApart.length,
    ['So is', 'So are'],
  )
}

/** That what is being made at a place that is kept away will get another name: a line each. */
export function describeBeingMade(paths: readonly string[]): string[] {
  const lull = countOf(usualSettings.apartLull / 1_000, 'second')
  return withTheRest(
    paths
      .slice(0, named)
      .map(
        (path) =>
          `${visible(path)} is being made here at a place that is excluded from syncing on this computer. It gets a name of its own, and syncs under that, once nothing has changed it for ${lull}.`,
      ),
    paths.length,
    ['So does', 'So do'],
  )
}

function withTheRest(
  lines: readonly string[],
  all: number,
  [one, many]: readonly [string, string],
): string[] {
  const left = all - lines.length
  return left > 0
    ? [...lines, `${left === 1 ? one : many} ${grouped(left)} more; "dropbox status --json" has them all.`]
    : [...lines]
}
