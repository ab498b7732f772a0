import { describeFailure, type Failure } from '../terminal/program.ts'

/** A command that cannot do its work. `text` is all that standard error gets, in the words of the original `parts`. */
export class PartsError extends Error {
  override readonly name = 'PartsError'
  readonly code = 'parts_failed'
  readonly text: string

  constructor(sentence: string, text = `parts: ${sentence}`, options?: ErrorOptions) {
    super(sentence, options)
    this.text = text
  }
}

/** A failure in the form of most failures: `parts: ERROR: ...` and `Aborting!`. */
export function aborting(sentence: string, options?: ErrorOptions): PartsError {
  return new PartsError(sentence, `parts: ERROR: ${sentence}\nAborting!`, options)
}

/** What standard error gets for any error, and the exit code, which is 1 for all of them as in the original. */
export function describePartsFailure(error: unknown): Failure {
  if (error instanceof PartsError) return { text: error.text, exitCode: 1 }
  return { text: aborting(describeFailure(error).text).text, exitCode: 1 }
}
