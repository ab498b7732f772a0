import { readConfiguration } from '../../../runtime/box/configuration.ts'
import { readShared } from '../../../runtime/box/distribution.ts'
import type { BoxPaths } from '../../../runtime/box/paths.ts'
import type { RuleText } from '../../../runtime/core/ignore/find-rule.ts'
import {
  dropboxIgnoreName,
  type IgnoreOptions,
  ignoreFileName,
  internalsOf,
} from '../../../runtime/core/ignore/ignore-rules.ts'
import { readSmallFile } from '../../../runtime/local/small-file.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import type { Root } from '../typed/location.ts'

/** What the default rules are called. */
export const defaultsName = 'the default rules'

/** Bytes; see `readIgnoreRules`. */
const largest = 256 * 1024

/** The texts that hold for a root, the default rules first; of those that are not there nothing. Throws DiskError. */
export async function ruleTexts(files: Files, { folder }: Root): Promise<RuleText[]> {
  const texts: RuleText[] = [{ name: defaultsName, text: readShared('templates/default.mignore') }]
  for (const file of [ignoreFileName, dropboxIgnoreName]) {
    const name = `${folder}/${file}`
    const text = await readSmallFile(files, name, largest)
    if (text !== undefined) texts.push({ name, text })
  }
  return texts
}

/** What of the configuration rules depend on. Throws BoxError. */
export async function ignoreOptions(paths: BoxPaths): Promise<IgnoreOptions> {
  const { rules } = await readConfiguration(paths)
  return { repositories: internalsOf(rules.repositories) }
}

/** The texts of a root as they are once its own ignore file holds `text`. */
export function textsWith(texts: readonly RuleText[], { folder }: Root, text: string): RuleText[] {
  const name = `${folder}/${ignoreFileName}`
  const [defaults, ...others] = texts.filter((each) => each.name !== name)
  return [...(defaults === undefined ? [] : [defaults]), { name, text }, ...others]
}
