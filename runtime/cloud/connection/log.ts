/** What happens on the connection that a log may want to keep. No event holds a secret or a file's content. */
export type ConnectionEvent =
  | {
      readonly kind: 'retrying'
      readonly route: string
      readonly attempt: number
      /** ms until the next attempt. */
      readonly wait: number
      readonly why: string
    }
  /** Dropbox refused a call for there being too many. `pause` in ms; `perSecond`: the calls that were let out until then, if there was a limit. */
  | { readonly kind: 'slowed-down'; readonly pause: number; readonly perSecond: number | undefined }
  | { readonly kind: 'token-renewed' }

export type ConnectionLog = (event: ConnectionEvent) => void
