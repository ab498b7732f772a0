import { dirname, join } from 'node:path'
import type { Mounted } from '../../ports/files.ts'

/**
 * Further paths that lead to what a path (absolute, resolved) leads to, by the table of mounts: through each other mount of the same file system
 * that shows it, too. A hint: one of them may be covered by something else, or the table may know less than it tells.
 */
export function otherPaths(mounts: ReadonlyMap<string, Mounted>, path: string): string[] {
  const point = pointAbove(mounts, path)
  const own = point === undefined ? undefined : mounts.get(point)
  if (point === undefined || own === undefined) return []
  const within = join(own.root, path.slice(point.length))
  return [...mounts].flatMap(([other, { system, root }]) => {
    if (other === point || system !== own.system) return []
    const below = root === '/' ? '/' : `${root}/`
    return within === root || within.startsWith(below) ? [join(other, within.slice(root.length))] : []
  })
}

/** Where the mount begins that shows a path. */
function pointAbove(mounts: ReadonlyMap<string, Mounted>, path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    if (mounts.has(at)) return at
    if (at === '/') return undefined
  }
}
