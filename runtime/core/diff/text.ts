const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The text that a file's bytes are, or undefined for what is no text: bytes that are not UTF-8, or that hold a NUL, by which diff(1) tells binary
 * files too. A byte order mark stays a part of it, so that no two different contents are the same text.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return utf8.decode(bytes)
  } catch {
    // What cannot be decoded is what was asked about.
    return undefined
  }
}

/** The lines of a text, each with the line feed that ends it; the last one may have none. No lines for the empty text. */
export function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\n)/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
