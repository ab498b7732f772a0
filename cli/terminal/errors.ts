/** The person pressed Ctrl-C, the program was told to end, or nobody reads what it prints; nothing is printed, and the exit code is 128 + signal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly code = 'interrupted'
  readonly exitCode: 129 | 130 | 141 | 143

  constructor(exitCode: 129 | 130 | 141 | 143 = 130, options?: ErrorOptions) {
    super('Interrupted.', options)
    this.exitCode = exitCode
  }
}

/** The command line cannot be understood, or an answer that is needed is missing: exit code 2 in programs of our own. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'usage'
}
