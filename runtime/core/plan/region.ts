import { ancestorsAmong, ancestorsOf, type PathKey } from '../path.ts'

/** A set of paths together with everything below them. */
export interface Region {
  add(path: PathKey): void
  /** Whether `path` is one of them or lies below one. */
  covers(path: PathKey): boolean
  /** Whether one of them is `path` or lies below it. */
  reaches(path: PathKey): boolean
}

/** An empty region. Look-ups cost the length of the path asked for. */
export function createRegion(): Region {
  const tops = new Set<PathKey>()
  const lengths = new Set<number>()
  const above = new Set<PathKey>()
  return {
    add(path) {
      tops.add(path)
      lengths.add(path.length)
      for (const ancestor of ancestorsOf(path)) {
        // All above it are there since it is.
        if (above.has(ancestor)) break
        above.add(ancestor)
      }
      above.add('')
    },
    covers(path) {
      if (tops.size === 0) return false
      if (tops.has(path) || tops.has('')) return true
      for (const ancestor of ancestorsAmong(path, lengths)) if (tops.has(ancestor)) return true
      return false
    },
    reaches(path) {
      return tops.has(path) || above.has(path)
    },
  }
}
