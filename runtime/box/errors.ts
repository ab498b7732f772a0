/** What can be wrong with a box, its installed parts or its configuration: a stable code, and what the sentence needs. */
export type BoxProblem =
  | { code: 'configuration_unreadable'; file: string }
  | { code: 'configuration_not_json'; file: string }
  | { code: 'configuration_invalid'; file: string; field: string; expected: string }
  | { code: 'no_space'; path: string }
  | { code: 'not_writable'; path: string }

const sentences: { [Code in BoxProblem['code']]: (problem: Extract<BoxProblem, { code: Code }>) => string } =
  {
    configuration_unreadable: ({ file }) =>
      `Cannot read ${file}. Check that it is a file and belongs to you.`,
    configuration_not_json: ({ file }) =>
      `${file} is not a JSON object. Correct it, or remove it to start from the defaults.`,
    configuration_invalid: ({ file, field, expected }) => `${file}: "${field}" ${expected}.`,
    no_space: ({ path }) => `No space left on the disk of ${path}. Free some space and try again.`,
    not_writable: ({ path }) =>
      `Cannot write to ${path}. Check that it belongs to you and that its disk is not read-only.`,
  }

/** A failure whose message is one sentence that says what to do; `code` is stable, `problem` holds the data. */
export class BoxError extends Error {
  override readonly name = 'BoxError'
  readonly code: BoxProblem['code']
  readonly problem: BoxProblem

  constructor(problem: BoxProblem, options?: ErrorOptions) {
    // Each entry of the table takes the very problem its key names, which the type checker cannot follow through a lookup.
    super((sentences[problem.code] as (problem: BoxProblem) => string)(problem), options)
    this.code = problem.code
    this.problem = problem
  }
}

/**
 * Turns a system error met while writing below `path` into a BoxError: a full disk or quota, or a place that refuses
 * writing. Any other error is given back as it is.
 */
export function asBoxError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new BoxError({ code: 'no_space', path }, { cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new BoxError({ code: 'not_writable', path }, { cause: error })
    default:
      return error
  }
}
