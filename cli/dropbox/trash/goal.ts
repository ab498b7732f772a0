import { faultInRemoteName } from '../../../runtime/core/names.ts'
import { type DisplayPath, joinPath, keyOf, nameOf, parentOf } from '../../../runtime/core/path.ts'
import { UsageError } from '../../terminal/errors.ts'
import { visible } from '../../terminal/text.ts'
import { type Locations, mappingOf, placeInDropbox, typedFromHere } from '../typed/location.ts'

/**
 * Where `to` says that what was at `place` is to be: a name beside it, a path in any spelling that commands take, or, with a slash at its end, a
 * folder that is to hold it. Throws UsageError for what is not in the same root.
 */
export function goalOf(to: string, place: DisplayPath, locations: Locations): DisplayPath {
  if (place === '') throw new UsageError('The Dropbox folder itself cannot be given another name.')
  const isName = !to.includes('/')
  const holder = isName ? parentOf(place) : placeInDropbox(to, locations)
  const goal = isName ? joinPath(holder, to) : to.endsWith('/') ? joinPath(holder, nameOf(place)) : holder
  if (goal.split('/').slice(1).some(faultInRemoteName) || goal === '')
    throw new UsageError(`"${visible(to)}" cannot be the name of a file that syncs.`)
  const [from, into] = [mappingOf(place, locations), mappingOf(goal, locations)]
  const isRoot = into !== undefined && keyOf(goal) === keyOf(`/${into.name}`)
  if (from?.name !== into?.name || isRoot) {
    const own = from === undefined ? 'the Dropbox folder, outside of linked folders' : `/${from.name}/`
    throw new UsageError(
      `It can come back only in the folder that it was taken from. Name a place in ${visible(own)}, such as ${visible(`"${typedFromHere(joinPath(parentOf(place), 'NAME'), locations)}"`)}, or a name without a slash.`,
    )
  }
  return goal
}
