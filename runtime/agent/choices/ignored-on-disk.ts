import { realpath } from 'node:fs/promises'
import type { Configuration } from '../../box/configuration.ts'
import { readShared } from '../../box/distribution.ts'
import { type IgnoreRules, internalsOf } from '../../core/ignore/ignore-rules.ts'
import { isIgnoredEverywhere } from '../../core/names.ts'
import { isWithin, keyOf, nameOf, type PathKey } from '../../core/path.ts'
import { readIgnoreRules } from '../../local/ignore/read-ignore-rules.ts'
import { nodeFiles } from '../../local/node-files.ts'
import { isDiskError } from '../../ports/files.ts'
import type { Mapping } from '../control.ts'
import type { Ignored } from './choices.ts'

/** What the ignore files keep out, as they are on the disk now. Of a folder whose rules cannot be read nothing is known to be kept out. */
export async function ignoredOnDisk(
  { folder, rules }: Pick<Configuration, 'folder' | 'rules'>,
  mappings: readonly Pick<Mapping, 'name' | 'target'>[],
): Promise<Ignored> {
  const files = nodeFiles()
  const options = {
    defaults: readShared('templates/default.mignore'),
    repositories: internalsOf(rules.repositories),
  }
  const roots = [
    { path: '', target: await realpath(folder).catch(() => folder) },
    ...mappings.map(({ name, target }) => ({ path: keyOf(`/${name}`), target })),
  ].sort((one, other) => other.path.length - one.path.length)
  const read: (readonly [PathKey, IgnoreRules])[] = []
  for (const { path, target } of roots) {
    try {
      read.push([path, (await readIgnoreRules(files, target, options)).rules])
    } catch (error) {
      if (!isDiskError(error)) throw error
    }
  }
  return (path, isFolder) => {
    if (isIgnoredEverywhere(nameOf(path))) return true
    const root = read.find(([at]) => isWithin(path, at))
    return root !== undefined && path !== root[0] && root[1].ignores(path.slice(root[0].length + 1), isFolder)
  }
}
