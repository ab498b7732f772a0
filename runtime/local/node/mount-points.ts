import { readFileSync } from 'node:fs'
import { isDiskError } from '../../ports/files.ts'
import { attempt } from './disk-error.ts'

const table = '/proc/self/mountinfo'

/**
 * Gives where anything is mounted, by the system's own table (proc(5), `/proc/[pid]/mountinfo`): none where that cannot be looked at. A table that
 * is the same as the last time is not taken apart again. Throws DiskError when the disk fails.
 */
export function mountPointReader(path = table): () => ReadonlySet<string> {
  let last: Buffer | undefined
  let points: ReadonlySet<string> = new Set()
  return () => {
    const text = tableAt(path)
    if (text === undefined) return new Set()
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

/** The fifth field of each line; space, tab, newline and backslash are written there as `\` and three octal digits (proc(5)). */
export function mountPointsIn(text: Buffer): ReadonlySet<string> {
  const points = new Set<string>()
  // One character for each byte: a path need not be UTF-8 in one piece with its escapes.
  for (const line of text.toString('latin1').split('\n')) {
    const point = line.split(' ')[4]
    if (point === undefined) continue
    const bytes = point.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    )
    points.add(Buffer.from(bytes, 'latin1').toString('utf8'))
  }
  return points
}
