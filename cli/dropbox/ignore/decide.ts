import type { Command } from 'commander'
import { type Deciding, whyIgnored } from '../../../runtime/core/ignore/why.ts'
import type { DisplayPath } from '../../../runtime/core/path.ts'
import { statsAt } from '../../../runtime/local/node/file-stats.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { visible } from '../../terminal/text.ts'
import { type LinkedControl, openLinked } from '../open-control.ts'
import { remoteItemAt } from '../typed/in-dropbox.ts'
import { type Locations, locationsOf, placeInDropbox, rootOf, typedFromHere } from '../typed/location.ts'
import type { CommonOptions, Surroundings } from '../verb.ts'
import { describeDeciding } from './describe.ts'
import { ignoreOptions, ruleTexts } from './texts.ts'

/** `dropbox ignore check`: which of some paths are ignored; exit code 1 when none is. */
export async function check(
  surroundings: Surroundings,
  typed: readonly string[],
  invoked: Command,
): Promise<void> {
  const { terminal } = surroundings
  const ignored = (await decided(surroundings, typed)).filter(({ deciding }) => deciding.ignored)
  if (ignored.length === 0) surroundings.exitCode = 1
  if (isJson(invoked)) return terminal.printJson(ignored.map(({ place }) => place))
  for (const { shown } of ignored) terminal.print(visible(shown))
}

/** `dropbox ignore why`: what decides about each of some paths. */
export async function why(
  surroundings: Surroundings,
  typed: readonly string[],
  invoked: Command,
): Promise<void> {
  const { terminal } = surroundings
  const all = await decided(surroundings, typed)
  if (isJson(invoked))
    return terminal.printJson(all.map(({ place, deciding }) => ({ path: place, ...deciding })))
  for (const { shown, deciding } of all) terminal.print(describeDeciding(shown, deciding))
}

async function decided(
  { paths, currentFolder }: Surroundings,
  typed: readonly string[],
): Promise<{ place: DisplayPath; shown: string; deciding: Deciding }[]> {
  await using linked = await openLinked(paths)
  const locations = await locationsOf(linked.report, currentFolder)
  const options = await ignoreOptions(paths)
  const all = []
  for (const word of typed) {
    const place = placeInDropbox(word, locations)
    const root = rootOf(place, locations)
    const relative = root.below.slice(1)
    const texts = await ruleTexts(nodeFiles(), root)
    const isFolder = word.endsWith('/') || (await isFolderAt(place, linked, locations))
    const deciding: Deciding =
      relative === '' ? { by: 'nothing', ignored: false } : whyIgnored(texts, options, relative, isFolder)
    all.push({ place, shown: typedFromHere(place, locations), deciding })
  }
  return all
}

/** Whether a place is a folder, on the computer or else in Dropbox. */
async function isFolderAt(
  place: DisplayPath,
  { control }: LinkedControl,
  locations: Locations,
): Promise<boolean> {
  const { folder, below } = rootOf(place, locations)
  const there = statsAt(folder + below)
  if (there !== undefined) return there.kind === 'folder'
  return (await remoteItemAt(control, place))?.kind === 'folder'
}

function isJson(invoked: Command): boolean {
  return invoked.optsWithGlobals<CommonOptions>().json === true
}
