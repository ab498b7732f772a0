/** The beginning of an answer by HTTP/1.1. */
export interface Head {
  readonly status: number
  /** By lower-case name; of a header that came more than once, the first. */
  readonly headers: ReadonlyMap<string, string>
  /** Bytes of the body; undefined where it is not simply as many bytes as Content-Length says. */
  readonly length: number | undefined
  /** Whether the body comes in chunks, plain ones. */
  readonly isChunked: boolean
  /** Bytes of the head itself, the empty line after it included. */
  readonly end: number
}

/** Dropbox-API-Result holds three spellings of a path, each unit of which may take six bytes. */
const longestHead = 256 * 1024

/** What gives a body another framing, or another coding, than its plain bytes (RFC 9112, section 6.3; RFC 9110, section 8.4). */
const otherFraming = ['transfer-encoding', 'content-encoding', 'upgrade'] as const

/**
 * Reads the head of an answer from the bytes that came so far; undefined while there is no end of it, `unusual` for what a general HTTP client is to judge:
 * all but a final status and headers to the letter, without folded lines (RFC 9112, sections 4 and 5).
 */
export function readHead(bytes: Uint8Array): Head | 'unusual' | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const last = text.indexOf('\r\n\r\n')
  if (last === -1) return bytes.byteLength < longestHead ? undefined : 'unusual'
  const [first = '', ...lines] = text.slice(0, last).split('\r\n')
  const status = Number(/^HTTP\/1\.1 ([2-5]\d\d)(?: |$)/.exec(first)?.[1])
  if (Number.isNaN(status)) return 'unusual'
  const headers = new Map<string, string>()
  let lengths = 0
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined || value === undefined) return 'unusual'
    const key = name.toLowerCase()
    if (!headers.has(key)) headers.set(key, value)
    if (key === 'content-length') lengths++
  }
  const length = headers.get('content-length') ?? ''
  const isPlain =
    lengths === 1 && /^\d{1,15}$/.test(length) && !otherFraming.some((name) => headers.has(name))
  const isChunked =
    lengths === 0 &&
    headers.get('transfer-encoding')?.toLowerCase() === 'chunked' &&
    !headers.has('content-encoding') &&
    !headers.has('upgrade')
  return { status, headers, length: isPlain ? Number(length) : undefined, isChunked, end: last + 4 }
}
