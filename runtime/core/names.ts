/**
 * Lower-cases a name the way Dropbox does: each code point by itself to one code point, no locale and no context (no final sigma;
 * Maestral's `normalize_case`, utils/path.py, found the server to behave like Python 2.5).
 */
export function lowerCase(name: string): string {
  if (/^[\x20-\x40\x5b-\x7e]*$/.test(name)) return name
  if (/^[\x20-\x7e]*$/.test(name)) return name.toLowerCase()
  // Beside these two, lower-casing a string is lower-casing each of its code points to one (SpecialCasing.txt).
  if (!/[\u0130\u03a3]/.test(name)) return name.toLowerCase()
  let lowered = ''
  for (const character of name) {
    const small = character.toLowerCase()
    // İ alone becomes two code points, of which the first is its simple lower case (UnicodeData.txt, U+0130).
    lowered += String.fromCodePoint(small.codePointAt(0) ?? 0)
  }
  return lowered
}

/** Why a name cannot be synced; `describeProblem` has the sentences for people. */
export type NameFault =
  | 'not-utf8'
  | 'too-long'
  | 'backslash'
  | 'control-character'
  | 'trailing-space'
  | 'dot-component'
  | 'reserved'

/** The last of them is ours (see `marksFolder`). */
const reserved =
  /^(desktop\.ini|thumbs\.db|\.ds_store|icon\r|\.dropbox|\.dropbox\.attr|\.dropbox\.cache|\.box-parts)$/i
const temporary = /^(~\$.*|\.~.*|~.*\.tmp)$/i

/**
 * Whether every Dropbox client ignores a name: system files, Dropbox's own, and the temporary files of office programs
 * (Dropbox help, "Which files and folders are ignored"; rclone's `ignoredFiles`), or whether it is our own. Such a name never syncs and is no problem.
 */
export function isIgnoredEverywhere(name: string): boolean {
  return reserved.test(name) || temporary.test(name)
}

/** Why a name on the box cannot go to Dropbox, or undefined when it can. Length is counted in UTF-16 units, 255 at most. */
export function faultInLocalName(name: string): NameFault | undefined {
  // Half of a surrogate pair has no UTF-8: on the disk, and in the store, it would become another name.
  if (name.includes('\ufffd') || !name.isWellFormed()) return 'not-utf8'
  if (name.includes('\\')) return 'backslash'
  if (hasControlCharacter(name)) return 'control-character'
  if (/[ ]$/.test(name)) return 'trailing-space'
  if (name.length > 255) return 'too-long'
  return undefined
}

/**
 * Why a name from Dropbox cannot be written on the box, or undefined when it can. A component holds 255 bytes at most on Linux. Invariant:
 * what is written can be read back, so whatever `faultInLocalName` names is refused here too; else it would look deleted on the box.
 */
export function faultInRemoteName(name: string): NameFault | undefined {
  if (name === '' || name === '.' || name === '..') return 'dot-component'
  if (name.includes('/')) return 'control-character'
  if (isIgnoredEverywhere(name)) return 'reserved'
  if (new TextEncoder().encode(name).length > 255) return 'too-long'
  return faultInLocalName(name)
}

function hasControlCharacter(name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    if (code < 32 || code === 127) return true
  }
  return false
}
