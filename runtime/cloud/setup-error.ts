/** What is wrong with how this box is set up for Dropbox. */
export type CloudSetupErrorCode =
  | 'bad-api-url'
  | 'bad-app-key'
  | 'no-app-key'
  | 'bad-expiry'
  | 'proxy-unusable'
  | 'credentials-unreadable'
  | 'credentials-malformed'
  | 'credentials-not-private'
  | 'credentials-unwritable'

/** A wrong setting, variable or credentials file. The message is one sentence that says what to do; it holds no secret. */
export class CloudSetupError extends Error {
  override readonly name = 'CloudSetupError'
  readonly code: CloudSetupErrorCode
  readonly data: Readonly<Record<string, string>>

  constructor(
    code: CloudSetupErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly data?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.data = options.data ?? {}
  }
}
