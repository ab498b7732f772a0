import { readFileSync } from 'node:fs'
import { isDiskError, type Mounted } from '../../ports/files.ts'
import { attempt } from './disk-error.ts'

const table = '/proc/self/mountinfo'

/**
 * Gives where anything is mounted, and what, by the system's own table (proc(5), `/proc/[pid]/mountinfo`): none where that cannot be looked at. A table that
 * is the same as the last time is not taken apart again. Throws DiskError when the disk fails.
 */
export function mountPointReader(path = table): () => ReadonlyMap<string, Mounted> {
  let last: Buffer | undefined
  let points: ReadonlyMap<string, Mounted> = new Map()
  return () => {
    const text = tableAt(path)
    if (text === undefined) return new Map()
    if (last?.equals(text) !== true) {
      points = mountPointsIn(text)
      last = text
    }
    return points
  }
}

function tableAt(path: string): Buffer | undefined {
  try {
    return attempt(path, () => readFileSync(path))
  } catch (error) {
    if (isDiskError(error, 'missing', 'not-a-folder', 'no-permission')) return undefined
    throw error
  }
}

/**
 * Of each line the fifth field, the mount point, with the third (`major:minor`) and the fourth (the root of the mount); space, tab, newline and
 * backslash are written there as `\` and three octal digits (proc(5)). Of mounts at one point the last covers the others.
 */
export function mountPointsIn(text: Buffer): ReadonlyMap<string, Mounted> {
  const points = new Map<string, Mounted>()
  // One character for each byte: a path need not be UTF-8 in one piece with its escapes.
  for (const line of text.toString('latin1').split('\n')) {
    const [, , system, root, point] = line.split(' ')
    if (system === undefined || root === undefined || point === undefined) continue
    points.set(pathIn(point), { system, root: pathIn(root) })
  }
  return points
}

function pathIn(field: string): string {
  const bytes = field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
