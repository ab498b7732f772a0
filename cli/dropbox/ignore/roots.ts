import { readShared } from '../../../runtime/box/distribution.ts'
import type { RuleText } from '../../../runtime/core/ignore/find-rule.ts'
import {
  dropboxIgnoreName,
  type IgnoreOptions,
  ignoreFileName,
} from '../../../runtime/core/ignore/ignore-rules.ts'
import { type DisplayPath, isWithin, keyOf } from '../../../runtime/core/path.ts'
import { readSmallFile } from '../../../runtime/local/small-file.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import type { Locations } from '../typed/location.ts'

/** A folder for which ignore files hold: the Dropbox folder, or a linked one. */
export interface IgnoreRoot {
  /** Its path in Dropbox: `''`, or `/name`. */
  readonly place: DisplayPath
  /** Absolute. */
  readonly folder: string
}

/** What the default rules are called. */
export const defaultsName = 'the default rules'

/** Bytes; see `readIgnoreRules`. */
const largest = 256 * 1024

/** The Dropbox folder, and each linked one. */
export function ignoreRoots({ realFolder, mappings }: Locations): IgnoreRoot[] {
  return [
    { place: '', folder: realFolder },
    ...mappings.map(({ name, target }) => ({ place: `/${name}`, folder: target })),
  ]
}

/** The root that a place in Dropbox belongs to. */
export function rootOf(place: DisplayPath, locations: Locations): IgnoreRoot {
  const [own, ...linked] = ignoreRoots(locations)
  const root = linked.find((candidate) => isWithin(keyOf(place), keyOf(candidate.place))) ?? own
  if (root === undefined) throw new Error('there is no Dropbox folder')
  return root
}

/** The texts that hold for a root, the default rules first; of those that are not there nothing. Throws DiskError. */
export async function ruleTexts(files: Files, { folder }: IgnoreRoot): Promise<RuleText[]> {
  const texts: RuleText[] = [{ name: defaultsName, text: readShared('templates/default.mignore') }]
  for (const file of [ignoreFileName, dropboxIgnoreName]) {
    const name = `${folder}/${file}`
    const text = await readSmallFile(files, name, largest)
    if (text !== undefined) texts.push({ name, text })
  }
  return texts
}

/** The texts of a root as they are once its own ignore file holds `text`. */
export function textsWith(texts: readonly RuleText[], { folder }: IgnoreRoot, text: string): RuleText[] {
  const name = `${folder}/${ignoreFileName}`
  const [defaults, ...others] = texts.filter((each) => each.name !== name)
  return [...(defaults === undefined ? [] : [defaults]), { name, text }, ...others]
}

/** How the configuration wants repositories to be treated. */
export function optionsOf({ rules }: { readonly rules: { readonly repositories: string } }): IgnoreOptions {
  return { repositories: rules.repositories === 'sync' ? 'synced' : 'kept-out' }
}
