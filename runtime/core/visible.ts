const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A name as it may be shown: control characters and direction marks of a hostile or broken file name are written as a shell writes them
 * (`\n`, `\x1b`, `\u202e`), so that printing it cannot move the cursor, forge a line or turn the text around, and it can still be told from others.
 */
export function visible(name: string): string {
  return name.replace(hidden, escaped)
}

/** The bytes of a name as they may be shown: what is UTF-8 as `visible` shows it, every other byte as a shell writes it (`\xff`). */
export function visibleBytes(bytes: Uint8Array): string {
  let shown = ''
  for (let start = 0; start < bytes.length; ) {
    const length = characterAt(bytes, start)
    shown +=
      length === 0
        ? `\\x${(bytes[start] ?? 0).toString(16)}`
        : visible(decoder.decode(bytes.subarray(start, start + length)))
    start += length || 1
  }
  return shown
}

// A name may begin with U+FEFF, which is a character of it.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes of the character that begins here; 0 where none does. */
function characterAt(bytes: Uint8Array, start: number): number {
  for (let length = 1; length <= 4 && start + length <= bytes.length; length++)
    try {
      decoder.decode(bytes.subarray(start, start + length))
      return length
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  return 0
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
