import { Readable, Writable } from 'node:stream'
import type { Failure } from '../../cli/terminal/program.ts'
import { exitCodeOf } from '../../cli/terminal/program.ts'
import { createTerminal, type Terminal } from '../../cli/terminal/terminal.ts'
import type { Outcome } from '../installed/box.ts'

/** What is at the ends of a program run here: `printing` is told what it prints at once, whichever stream it is for. */
export type Ends = { input?: Readable; printing?: (text: string) => void }

/**
 * Runs what a program does in this process, for tests of what it does rather than of how it starts: with the terminal of a program that nobody
 * sits at, empty standard input (or `input`) and these variables. Gives what it would have printed, without the last line end, and its exit code.
 */
export async function runHere(
  work: (terminal: Terminal) => Promise<number | undefined>,
  describe: (error: unknown) => Failure,
  env: Readonly<Record<string, string>>,
  { input = Readable.from([]), printing = () => undefined }: Ends = {},
): Promise<Outcome> {
  const printed = { stdout: '', stderr: '' }
  const stream = (name: keyof typeof printed) =>
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        printed[name] += text
        printing(text)
        done()
      },
    }) as NodeJS.WriteStream
  const streams = {
    stdin: input as unknown as NodeJS.ReadStream,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  }
  // The signals are those of the tests, of which many are in this process.
  const interruptible = () => new AbortController().signal
  const terminal = Object.assign(createTerminal({ ...streams, env: { ...env } }), { interruptible })
  const exitCode = await exitCodeOf(terminal, () => work(terminal), describe)
  const { stdout, stderr } = printed
  return { stdout: stdout.replace(/\n$/, ''), stderr: stderr.replace(/\n$/, ''), exitCode }
}
