import { ancestorsOf, type PathKey } from '../path.ts'

/** A set of paths together with everything below them. */
export interface Region {
  add(path: PathKey): void
  /** Whether `path` is one of them or lies below one. */
  covers(path: PathKey): boolean
  /** Whether one of them is `path` or lies below it. */
  reaches(path: PathKey): boolean
}

/** An empty region. Look-ups cost the depth of the path asked for. */
export function createRegion(): Region {
  const tops = new Set<PathKey>()
  const above = new Set<PathKey>()
  return {
    add(path) {
      tops.add(path)
      for (const ancestor of ancestorsOf(path)) above.add(ancestor)
      above.add('')
    },
    covers(path) {
      if (tops.size === 0) return false
      if (tops.has(path) || tops.has('')) return true
      for (const ancestor of ancestorsOf(path)) if (tops.has(ancestor)) return true
      return false
    },
    reaches(path) {
      return tops.has(path) || above.has(path)
    },
  }
}
