import { conflictForms } from './conflict-forms.ts'

/** What the name of a conflict copy tells. */
export interface ConflictCopyName {
  /** The name of the file that it is a copy of, NFC; of a name that was cut for its length, only what is left of it. */
  readonly original: string
  /** Whose copy it is: a box, or what another Dropbox client calls its computer or its person; undefined where the name does not say. */
  readonly by: string | undefined
}

/**
 * Reads the name of a conflict copy, as this program makes it (see `conflictName`) and as Dropbox's own clients do (see `conflictForms`):
 * `name (X's conflicted copy 2026-11-21).ext`, perhaps counted, perhaps without X or the date (help.dropbox.com, "conflicted copy").
 * Undefined for any other name. The last mark counts: a copy may have a copy.
 */
export function conflictCopyOf(name: string): ConflictCopyName | undefined {
  const normal = name.normalize('NFC')
  let last: (ConflictCopyName & { readonly at: number }) | undefined
  for (const pattern of patterns) {
    const { stem = '', by, extension = '' } = pattern.exec(normal)?.groups ?? {}
    const isFound = stem !== '' || extension !== ''
    if (isFound && (last === undefined || stem.length > last.at))
      last = { original: stem + extension, by, at: stem.length }
  }
  return last && { original: last.original, by: last.by }
}

/** Between the brackets, behind what the language says; and behind the brackets, where the name was taken. */
const date = String.raw`(?: \d{4}-\d\d-\d\d[^()]*(?:\(\d+\))?)?`
const count = String.raw`(?: ?\(\d+\))?`

const patterns = conflictForms.map(
  ({ inside }) =>
    new RegExp(String.raw`^(?<stem>.*) \(${inside}${date}\)${count}(?<extension>(?:\.[^.()]*)*)$`, 'isu'),
)

/** One of these is a part of the name of every conflict copy, in lower case and NFC. */
export const conflictWords: readonly string[] = [...new Set(conflictForms.map(({ words }) => words))]
