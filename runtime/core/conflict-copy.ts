/** What the name of a conflict copy tells. */
export interface ConflictCopyName {
  /** The name of the file that it is a copy of; of a name that was cut for its length, only what is left of it. */
  readonly original: string
  /** Whose copy it is: a box, or what another Dropbox client calls its computer or its person; undefined where the name does not say. */
  readonly by: string | undefined
}

/**
 * Reads the name of a conflict copy, as this program makes it (see `conflictName`) and as Dropbox's own clients do in English:
 * `name (X's conflicted copy 2026-11-21).ext`, perhaps counted, perhaps without X or the date (help.dropbox.com, "conflicted copy").
 * Undefined for any other name. The last mark counts: a copy may have a copy.
 */
export function conflictCopyOf(name: string): ConflictCopyName | undefined {
  const found =
    /^(?<stem>.*) \((?:(?<by>[^()]*(?:\([^()]*\)[^()]*)*)['’]s )?conflicted copy(?: [^()]*(?:\(\d+\))?)?\)(?: ?\(\d+\))?(?<extension>(?:\.[^.()]*)*)$/isu.exec(
      name,
    )
  const { stem = '', by, extension = '' } = found?.groups ?? {}
  return stem === '' && extension === '' ? undefined : { original: stem + extension, by }
}

/** A part of the name of every conflict copy, in lower case. */
export const conflictMark = 'conflicted copy'
