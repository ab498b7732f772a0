import { AgentError } from './errors.ts'

/** An error as it travels from one process to another. Causes and stacks stay where they are. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * What another process is told of an error. Errors of ours have a lower-case code and a message for people; of any other
 * only this is told: that there was one, and where its account is.
 */
export function failureOf(error: unknown, logFile: string): Failure {
  if (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[a-z_-]+$/.test(error.code)
  )
    return { code: error.code, message: error.message, data: error instanceof AgentError ? error.data : {} }
  return { code: 'failed', message: `Dropbox met an unexpected error. ${logFile} tells more.`, data: {} }
}

/** The error that another process told of. */
export function errorOf({ code, message, data }: Failure): AgentError {
  return Object.assign(new AgentError('failed', message, { data }), { code })
}

/** Reads a Failure out of JSON; anything else becomes one that says so. */
export function failureFrom(json: unknown): Failure {
  if (typeof json === 'object' && json !== null && 'code' in json && 'message' in json) {
    const data = 'data' in json && typeof json.data === 'object' && json.data !== null ? { ...json.data } : {}
    return { code: String(json.code), message: String(json.message), data }
  }
  return { code: 'failed', message: 'Dropbox gave an answer that cannot be understood.', data: {} }
}
