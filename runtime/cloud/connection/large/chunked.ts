/** Takes the chunks of a body apart as they come, in bits of any size. */
export interface Chunks {
  /**
   * Tells `put` what is of the body, which may be used anew at once. `ended` when that was all of it, `broken` when these are no chunks; nothing
   * may be told then.
   */
  take(bytes: Uint8Array): 'going on' | 'ended' | 'broken'
}

/** A size with extensions, or a trailer, is not longer. Bytes. */
const longestLine = 16 * 1024
/** So many bytes of one chunk can be told from more. */
const mostDigits = 8

/** For a body with `Transfer-Encoding: chunked` (RFC 9112, section 7.1); extensions and trailers are passed over. */
export function createChunks(put: (bytes: Uint8Array) => void): Chunks {
  let state: 'size' | 'data' | 'end of data' | 'trailers' = 'size'
  let left = 0
  let line = ''

  /** What follows a whole line. */
  const read = (text: string): 'going on' | 'ended' | 'broken' => {
    if (state === 'trailers') return text === '' ? 'ended' : 'going on'
    if (state === 'end of data') {
      state = 'size'
      return text === '' ? 'going on' : 'broken'
    }
    const [, digits = ''] = /^([0-9a-f]+)[ \t]*(?:;.*)?$/i.exec(text) ?? []
    if (digits === '' || digits.length > mostDigits) return 'broken'
    left = Number.parseInt(digits, 16)
    state = left === 0 ? 'trailers' : 'data'
    return 'going on'
  }

  return {
    take(bytes) {
      for (let at = 0; at < bytes.byteLength; ) {
        if (state === 'data') {
          const part = bytes.subarray(at, at + left)
          put(part)
          at += part.byteLength
          left -= part.byteLength
          if (left === 0) state = 'end of data'
          continue
        }
        const end = bytes.indexOf(10, at)
        const until = end === -1 ? bytes.byteLength : end + 1
        line += Buffer.from(bytes.subarray(at, until)).toString('latin1')
        at = until
        if (line.length > longestLine) return 'broken'
        if (end === -1) break
        if (!line.endsWith('\r\n')) return 'broken'
        const text = line.slice(0, -2)
        line = ''
        const came = read(text)
        if (came !== 'going on') return came
      }
      return 'going on'
    },
  }
}
