/** How the Dropbox of a run behaves; durations in ms. */
export interface DropboxSettings {
  readonly latency: {
    readonly rpc: number
    readonly content: number
    readonly commitBase: number
    readonly commitPerEntry: number
  }
  readonly rateLimit: { readonly calls: number; readonly window: number; readonly retryAfter: number }
}

/** Far from what any contestant needs, so that it is not the limit that is measured; who floods the server meets it all the same. */
const rateLimit = { calls: 30_000, window: 60_000, retryAfter: 15 }

/** Dropbox does not publish how long a commit takes: what is fast at one speed must be so at the other. */
export const slowCommits: DropboxSettings = {
  latency: { rpc: 60, content: 90, commitBase: 250, commitPerEntry: 3 },
  rateLimit,
}

export const fastCommits: DropboxSettings = {
  latency: { rpc: 60, content: 90, commitBase: 50, commitPerEntry: 0.3 },
  rateLimit,
}

/** For what is laid out before the clock runs, and looked at after it. */
export const noDelays = {
  latency: { rpc: 0, content: 0, commitBase: 0, commitPerEntry: 0 },
  rateLimit: { calls: null },
}
