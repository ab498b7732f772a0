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
  | { readonly kind: 'slowed-down'; readonly concurrency: number; readonly pause: number }
  | { readonly kind: 'token-renewed' }

export type ConnectionLog = (event: ConnectionEvent) => void
