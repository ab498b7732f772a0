import { dropboxIgnoreName, ignoreFileName, internalsOf } from '../../../core/ignore/ignore-rules.ts'
import { joinPath, nameOf, type PathKey } from '../../../core/path.ts'
import { type ReadIgnoreRules, readIgnoreRules } from '../../../local/ignore/read-ignore-rules.ts'
import { type DiskError, type Files, faultOf } from '../../../ports/files.ts'
import type { KnownRoot } from '../../../ports/store.ts'
import type { Places } from '../../places.ts'
import type { EngineSettings } from '../../settings.ts'
import type { Problem } from '../../status.ts'

/** The ignore rules of each root, as they were last read. */
export interface RootRules {
  /** Reads the rules of a root. Throws DiskError when they cannot be read or used. */
  read(root: KnownRoot): Promise<ReadIgnoreRules>
  /** Whether the rules of a path's root keep it out. */
  ignores(path: PathKey, isFolder: boolean): boolean
  /** Whether they keep out a folder of the box, given as an absolute path. */
  ignoresFolder(absolute: string): boolean
}

/** Rules that are read anew with each `read`. */
export function createRootRules(files: Files, places: Places, settings: EngineSettings): RootRules {
  /** By the target of their root, which stays the same when its link is renamed. */
  const rules = new Map<string, ReadIgnoreRules>()
  return {
    async read(root) {
      const options = {
        defaults: settings.defaultIgnoreRules,
        repositories: internalsOf(settings.repositories),
      }
      const read = await readIgnoreRules(files, root.target, options, rules.get(root.target))
      rules.set(root.target, read)
      return read
    },
    ignores(path, isFolder) {
      const root = places.rootOf(path)
      const own = root && rules.get(root.target)
      if (own === undefined || root === undefined || path === root.path) return false
      return own.rules.ignores(path.slice(root.path.length + 1), isFolder)
    },
    ignoresFolder(absolute) {
      const root = places.rootHolding(absolute)
      const own = root && rules.get(root.target)
      if (own === undefined || root === undefined || absolute === root.target) return false
      return own.rules.ignores(absolute.slice(root.target.length + 1), true)
    },
  }
}

/** What a person is told of rules that could not be read; `display`: their root, as people see it. */
export function problemOfRules(error: DiskError, display: string): Problem {
  const path = joinPath(
    display,
    nameOf(error.path) === dropboxIgnoreName ? dropboxIgnoreName : ignoreFileName,
  )
  if (error.code === 'too-large') return { path, why: { reason: 'rules', detail: 'it is too large' } }
  if (error.code === 'invalid') return { path, why: { reason: 'rules', detail: error.message } }
  return { path, why: { reason: 'unreadable', fault: faultOf(error), detail: error.message } }
}
