/** What can be wrong with a box, its installed parts or its configuration: a stable code, and what the sentence needs. */
export type BoxProblem =
  | { code: 'configuration_unreadable'; file: string }
  | { code: 'configuration_not_json'; file: string }
  | { code: 'configuration_invalid'; file: string; field: string; expected: string }
  | { code: 'configuration_locked'; file: string; field: string; platformFile: string }
  | { code: 'configuration_name'; name: string }
  | { code: 'remote_root_malformed'; template: string; why: string }
  | {
      code: 'remote_root_unset'
      template: string
      placeholder: string
      variable: string
      file: string | undefined
    }
  | { code: 'remote_root_value'; template: string; placeholder: string; why: string }
  | { code: 'no_space'; path: string; needed?: number }
  | { code: 'not_writable'; path: string }
  | { code: 'home_missing'; home: string }
  | { code: 'in_the_way'; path: string }
  | { code: 'distribution_damaged'; folder: string }
  | { code: 'node_unusable'; machine: string; node: string }
  | { code: 'block_damaged'; file: string; name: string }
  | { code: 'not_a_file'; path: string }
  | { code: 'not_a_folder'; path: string }

const sentences: { [Code in BoxProblem['code']]: (problem: Extract<BoxProblem, { code: Code }>) => string } =
  {
    configuration_unreadable: ({ file }) =>
      `Cannot read ${file}. Check that it is a file and belongs to you.`,
    configuration_not_json: ({ file }) =>
      `${file} is not a JSON object. Correct it, or remove it to start from the defaults.`,
    configuration_invalid: ({ file, field, expected }) => `${file}: "${field}" ${expected}.`,
    configuration_locked: ({ file, field, platformFile }) =>
      `${file}: "${field}" cannot be changed, since ${platformFile} fixes it for this computer.`,
    configuration_name: ({ name }) =>
      `"${name}" cannot be the name of a configuration: up to 20 letters, digits, "-" and "_" can.`,
    remote_root_malformed: ({ template, why }) => `The remote root "${template}" ${why}.`,
    remote_root_unset: ({ template, placeholder, variable, file }) =>
      `The remote root "${template}" needs a value for ${placeholder}: set ${variable}${file === undefined ? '' : `, or name it in ${file}`}.`,
    remote_root_value: ({ template, placeholder, why }) =>
      `The value of ${placeholder} in the remote root "${template}" ${why}.`,
    no_space: ({ path, needed }) =>
      `No space left on the disk of ${path}${needed ? ` (${Math.ceil(needed / 1024 ** 2)} MB are needed)` : ''}. Free some space and try again.`,
    not_writable: ({ path }) =>
      `Cannot write to ${path}. Check that it belongs to you and that its disk is not read-only.`,
    home_missing: ({ home }) => `The home folder ${home} does not exist. Set HOME to a folder of yours.`,
    in_the_way: ({ path }) =>
      `${path} is in the way, and it was not put there by this program. Move it elsewhere first.`,
    distribution_damaged: ({ folder }) =>
      `The package in ${folder} is incomplete. Install it again: npm install -g box-parts (or the .tgz file that it came from)`,
    node_unusable: ({ machine, node }) =>
      `${node} does not run on this machine (${machine}). Install the package on this box itself: npm install -g box-parts (or the .tgz file that it came from)`,
    block_damaged: ({ file, name }) =>
      `${file} has the line "# >>> ${name} >>>" but not its closing line. Remove what belongs to it by hand and try again.`,
    not_a_folder: ({ path }) =>
      `The folder ${path} cannot be made: a file has its name, or that of a folder above it. Move that file away.`,
    not_a_file: ({ path }) => `${path} is not a file. Name another file, or move it away.`,
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
 * Turns a system error met while writing below `path` into a BoxError: a full disk or quota, a place that refuses
 * writing, a file where a folder should be. Any other error is given back as it is.
 */
export function asBoxError(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const place = 'path' in error && typeof error.path === 'string' ? error.path : path
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new BoxError({ code: 'no_space', path }, { cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    // What is mounted there cannot go.
    case 'EBUSY':
      return new BoxError({ code: 'not_writable', path }, { cause: error })
    case 'ENOTDIR':
      return new BoxError({ code: 'not_a_folder', path: place }, { cause: error })
    case 'EEXIST':
    case 'ENOENT': {
      if (!('syscall' in error && error.syscall === 'mkdir')) return error
      // Node makes ENOENT of the EROFS that making folders recursively meets on a read-only disk (seen on 24.21).
      const problem =
        error.code === 'ENOENT'
          ? ({ code: 'not_writable', path } as const)
          : ({ code: 'not_a_folder', path: place } as const)
      return new BoxError(problem, { cause: error })
    }
    default:
      return error
  }
}
