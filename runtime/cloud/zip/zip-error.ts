/**
 * Why a zip cannot be read on: `not-a-zip`: something else stands where a header would have to; `truncated`: it ends before its central
 * directory; `encrypted`; `unsupported`: a method or a feature that is none of ours; `malformed`: it contradicts itself.
 */
export type ZipErrorCode = 'not-a-zip' | 'truncated' | 'encrypted' | 'unsupported' | 'malformed'

/** What is wrong with a zip as a whole: nothing behind this place can be read. */
export class ZipError extends Error {
  override readonly name = 'ZipError'
  readonly code: ZipErrorCode

  constructor(code: ZipErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
