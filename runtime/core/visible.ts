const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A name as it may be shown: control characters and direction marks of a hostile or broken file name are written as a shell writes them
 * (`\n`, `\x1b`, `\u202e`), so that printing it cannot move the cursor, forge a line or turn the text around, and it can still be told from others.
 */
export function visible(name: string): string {
  return name.replace(hidden, escaped)
}

/** Text as one word of a shell. With control characters it is in bash's `$'...'`, which gives them back. */
export function shellWord(text: string): string {
  if (/^[\w.@%+/-]+$/.test(text)) return text
  if (text.search(hidden) === -1) return `'${text.replaceAll("'", `'\\''`)}'`
  return `$'${visible(text.replace(/[\\']/g, '\\$&'))}'`
}

function escaped(character: string): string {
  const digits = character.charCodeAt(0).toString(16)
  return (
    short[character] ??
    (digits.length <= 2 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`)
  )
}
