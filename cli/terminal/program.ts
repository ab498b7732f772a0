import { writeSync } from 'node:fs'
import { BoxError } from '../../runtime/box/errors.ts'
import { Interrupted, UsageError } from './errors.ts'
import { createTerminal, type Terminal } from './terminal.ts'

/** What a program says on standard error when it fails, and its exit code (1..125). */
export type Failure = { text: string; exitCode: number }

/**
 * Runs a program to its end and exits with the code that `main` gives (0 when it gives none).
 * A rejection becomes one clear sentence on standard error through `describe`; its causes are shown when verbose.
 * A reader that goes away (`parts list | head -1`) ends the program quietly, as an interruption where the command asked for those.
 */
export async function runProgram(
  main: (terminal: Terminal, argv: readonly string[]) => Promise<number | undefined>,
  describe: (error: unknown) => Failure = describeFailure,
): Promise<void> {
  const terminal = createTerminal(process)
  for (const stream of [process.stdin, process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => endQuietly(terminal, error))
  process.exitCode = await exitCodeOf(terminal, () => main(terminal, process.argv.slice(2)), describe)
  // A reader that is slower than the program still gets everything.
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  // Kept-alive connections and open standard input must not hold a finished command.
  process.exit()
}

/** Runs what a program does to its end, tells its failure on the terminal, and gives its exit code. */
export async function exitCodeOf(
  terminal: Terminal,
  work: () => Promise<number | undefined>,
  describe: (error: unknown) => Failure = describeFailure,
): Promise<number> {
  try {
    return (await work()) ?? 0
  } catch (error) {
    return report(terminal, error, describe)
  }
}

/** The sentence of an error that was made for people, or one that owns up to a fault of the program itself. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError || isWrongName(error)) return { text: error.message, exitCode: 2 }
  if (!(error instanceof Error)) return { text: `Unexpected failure: ${String(error)}`, exitCode: 1 }
  const code = 'code' in error ? error.code : undefined
  // Errors of ours have lower-case codes; the system's (EACCES) still read well, Node's own (ERR_...) do not.
  if (typeof code === 'string' && !code.startsWith('ERR_')) return { text: error.message, exitCode: 1 }
  return {
    text: `Unexpected failure: ${error.message} (--verbose shows where; please report it)`,
    exitCode: 1,
  }
}

/** A name that no configuration can have is wrong usage, wherever it was given. */
function isWrongName(error: unknown): error is BoxError {
  return error instanceof BoxError && error.code === 'configuration_name'
}

function report(terminal: Terminal, error: unknown, describe: (error: unknown) => Failure): number {
  if (error instanceof Interrupted) return error.exitCode
  const { text, exitCode } = describe(error)
  if (text !== '') terminal.warn(text)
  // Only stacks: the properties of an error may hold what must not be shown.
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    terminal.detail(cause.stack ?? cause.message)
  return exitCode
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

function endQuietly(terminal: Terminal, error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    // As SIGPIPE would end a program that does not handle it: 128 + 13.
    if (terminal.interrupt(141)) return
    process.exit(process.exitCode ?? 0)
  }
  // A terminal that was closed: SIGHUP tells so as well, and what is under way ends in order.
  if (error.code === 'EIO') return
  // Most often a full disk, and standard output. Where it is standard error, nobody can be told but by the exit code.
  if (!process.stderr.errored) writeSync(2, `What this prints cannot be written: ${error.message}\n`)
  process.exit(1)
}
