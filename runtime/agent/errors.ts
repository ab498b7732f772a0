export type AgentErrorCode =
  | 'not-running'
  | 'not-responding'
  | 'already-running'
  | 'locked'
  | 'not-installed'
  | 'not-linked'
  | 'start-failed'
  | 'not-stopped'
  | 'index-unusable'
  | 'more-deletions'
  | 'more-at-stake'
  | 'nothing-restored'
  | 'changed-since'
  | 'no-original'
  | 'paused'
  | 'shared-home'
  | 'offline'
  | 'bad-request'
  | 'failed'

/**
 * What the agent, or a command that talks to it, cannot do. The message is one sentence that says what to do; it holds no secret.
 * `code` is an AgentErrorCode, or the code of another error of ours that the agent met and passed on.
 */
export class AgentError extends Error {
  override readonly name = 'AgentError'
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(
    code: AgentErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly data?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.data = options.data ?? {}
  }
}

/** No agent runs, and only an agent could answer. */
export function notRunning(): AgentError {
  return new AgentError('not-running', 'Dropbox isn\'t running! Start it with "dropbox start".')
}

/** A person has paused syncing, so that nothing is looked at. */
export function syncingPaused(): AgentError {
  return new AgentError('paused', 'Syncing is paused. It goes on with "dropbox resume".')
}

/** Nobody has said whose Dropbox it is. */
export function notLinked(): AgentError {
  return new AgentError(
    'not-linked',
    'This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.',
  )
}
