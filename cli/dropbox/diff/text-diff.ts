import { textOf } from '../../../runtime/core/diff/text.ts'
import { unifiedDiff } from '../../../runtime/core/diff/unified-diff.ts'

/** Bytes from which on a file is only said to differ, as a binary one is. */
export const largestText = 16 * 1024 * 1024

/** One of two files that are compared. */
export interface ComparedFile {
  /** How the diff names it. */
  readonly label: string
  readonly bytes: number
  /** Asked for only where it is no more than `largestText`. */
  content(): Promise<Uint8Array>
}

/** The lines of the unified diff of two files, none where they are equal; undefined when they differ and either is no text, or when either is too large. Throws what `content` throws. */
export async function textDiff(before: ComparedFile, after: ComparedFile): Promise<string[] | undefined> {
  if (Math.max(before.bytes, after.bytes) > largestText) return undefined
  const [content, otherContent] = [await before.content(), await after.content()]
  if (Buffer.compare(content, otherContent) === 0) return []
  const [text, other] = [textOf(content), textOf(otherContent)]
  if (text === undefined || other === undefined) return undefined
  return unifiedDiff({ label: before.label, text }, { label: after.label, text: other })
}

/** What `--json` shows of the lines of a diff. */
export function diffAsJson(lines: readonly string[] | undefined): string | null {
  return lines === undefined ? null : lines.map((line) => `${line}\n`).join('')
}
