/** Why this computer is not linked; the message is one sentence that says what to do. */
export class LinkError extends Error {
  override readonly name = 'LinkError'
  readonly code: 'other-account' | 'other-root' | 'revoked' | 'folder-unusable' | 'shared-home'

  constructor(code: LinkError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
