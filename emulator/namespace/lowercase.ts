/**
 * Letters that have a lower-case form today and had none in Unicode 4.1, as pairs of first and last code point.
 * Dropbox's keys come from that older table (the Maestral client found it to be Python 2.5's), so these stay as
 * they are.
 */
const NEWER_LETTERS: readonly (readonly [number, number])[] = [
  [0x23a, 0x23a],
  [0x23e, 0x23e],
  [0x241, 0x24e],
  [0x370, 0x372],
  [0x376, 0x376],
  [0x37f, 0x37f],
  [0x3cf, 0x3cf],
  [0x3fd, 0x3ff],
  [0x4c0, 0x4c0],
  [0x4fa, 0x4fe],
  [0x510, 0x52e],
  [0x10c7, 0x10c7],
  [0x10cd, 0x10cd],
  [0x13a0, 0x13f5],
  [0x1c90, 0x1cbf],
  [0x1e9e, 0x1e9e],
  [0x1efa, 0x1efe],
  [0x2132, 0x2132],
  [0x2183, 0x2183],
  [0x2c2f, 0x2c2f],
  [0x2c60, 0x2c75],
  [0x2c7e, 0x2ce2],
  [0x2ceb, 0x2cf2],
  [0xa640, 0xa69a],
  [0xa722, 0xa7f5],
  [0x104b0, 0x104d3],
  [0x10570, 0x10595],
  [0x10c80, 0x10cb2],
  [0x10d50, 0x10d65],
  [0x118a0, 0x118bf],
  [0x16e40, 0x16e5f],
  [0x1e900, 0x1e921],
]

/** The key that Dropbox files a path under: each code point lower-cased by itself, without regard to language or place. */
export function lowerCasePath(path: string): string {
  if (/^[\0-\x7f]*$/.test(path)) return path.toLowerCase()
  return Array.from(path, lowerCaseCharacter).join('')
}

function lowerCaseCharacter(character: string): string {
  // The only letter whose lower-case form is two characters; the per-character table says plain i.
  if (character === '\u0130') return 'i'
  const codePoint = character.codePointAt(0) ?? 0
  if (NEWER_LETTERS.some(([first, last]) => codePoint >= first && codePoint <= last)) return character
  return character.toLowerCase()
}
