/** A moment (ms since 1970) in the box's own time, `2026-11-21 15:04`, or to the second, `2026-11-21 15:04:33`. */
export function moment(at: number, upTo: 'minutes' | 'seconds' = 'minutes'): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000)
  return local
    .toISOString()
    .slice(0, upTo === 'minutes' ? 16 : 19)
    .replace('T', ' ')
}

/** Lines of whole words, none longer than `width` columns unless a single word is. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

export { countOf, grouped, size } from '../../runtime/core/amounts.ts'
export { visible, visibleBytes } from '../../runtime/core/visible.ts'

/**
 * Any text as it may go to a terminal: what `visible` writes out becomes `?`, but lines, tabs and colours stay. Names were made visible before, so that a line
 * or a colour in here is ours; this is for what came with an error or an answer from elsewhere.
 */
export function harmless(text: string): string {
  return text.replace(/\p{Cc}\[[\d;]*m|[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (found) => {
    if (found === '\n' || found === '\t') return found
    return found.length > 1 && found.startsWith('\x1b') ? found : `?${found.slice(1)}`
  })
}

/** JSON that a terminal can show as well: everything but plain text is written as `\uXXXX`. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
