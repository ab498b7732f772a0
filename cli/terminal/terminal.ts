import { styleText } from 'node:util'
import { lineReader } from './input.ts'
import { type Interruption, interruption } from './interruption.ts'
import { type Live, live } from './live.ts'
import { type Prompts, prompts } from './prompts.ts'
import { type Spin, spinner } from './spinner.ts'
import { harmless, harmlessJson } from './text.ts'

/** A style of node:util's styleText, or several: 'bold', ['red', 'bold']. */
export type Style = Parameters<typeof styleText>[0]

/** How much a program says: 'quiet' leaves results and warnings, 'verbose' adds causes. */
export type Verbosity = 'quiet' | 'normal' | 'verbose'

/** The streams and variables of a program; `process` fits. */
export type Surroundings = {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  env: NodeJS.ProcessEnv
}

/** Everything that a command may show to, or ask of, the person in front of it. */
export type Terminal = Prompts &
  Interruption & {
    /** whether a person can be asked: standard input and standard output are both terminals */
    readonly interactive: boolean
    /** whether what is printed goes to a person's eyes: standard output is a terminal */
    readonly shown: boolean
    /** columns of the terminal, 80 without one */
    readonly columns: number
    readonly verbosity: Verbosity
    setVerbosity(verbosity: Verbosity): void
    /** a result, one line or several, on standard output: always printed */
    print(text: string): void
    /** what is going on (`=> Installing...`), on standard output: not printed when quiet */
    narrate(text: string): void
    /** bytes on standard output as they are, for whoever reads on: a terminal may obey what is in them. Resolves when there is room for more. */
    pour(content: Uint8Array): Promise<void>
    /** a value as JSON on standard output */
    printJson(value: unknown): void
    /** a warning or failure on standard error: always printed */
    warn(text: string): void
    /** a cause or detail on standard error: printed only when verbose */
    detail(text: string): void
    /** text in a style where standard output shows styles (a terminal, NO_COLOR unset), otherwise as it is */
    style(format: Style, text: string): string
    /**
     * Runs `work` under a spinner on standard error; without a terminal, or quiet, only runs it. `show` replaces the text.
     * The spinner is gone when the promise settles, whichever way.
     */
    spin: Spin
    /** lines at the bottom of standard output that change; only where it is a terminal (`interactive`) */
    readonly live: Live
    /** the next line of standard input without its line end, undefined at its end; for programs without a person */
    readLine(): Promise<string | undefined>
    /** prints a prompt as it is, on standard output, and gives the line that follows it ('' at the end of the input) */
    askLine(prompt: string): Promise<string>
  }

/** Makes the terminal of a program. Nothing else in the project writes to standard output or standard error. */
export function createTerminal({ stdin, stdout, stderr, env }: Surroundings): Terminal {
  let verbosity: Verbosity = 'normal'
  const interactive = Boolean(stdin.isTTY && stdout.isTTY)
  // ora counts the lines that it has written, of which there is no end where a line has no columns.
  const isScreen = () => Boolean(stderr.isTTY) && stderr.columns !== 0 && env['TERM'] !== 'dumb'
  const animated = () => isScreen() && verbosity !== 'quiet'
  const readLine = lineReader(stdin)
  const interrupting = interruption()
  const line = (stream: NodeJS.WriteStream, text: string) => void stream.write(`${harmless(text)}\n`)
  return {
    interactive,
    shown: Boolean(stdout.isTTY),
    get columns() {
      return stdout.columns || 80
    },
    get verbosity() {
      return verbosity
    },
    setVerbosity(chosen) {
      verbosity = chosen
    },
    print: (text) => line(stdout, text),
    narrate: (text) => {
      if (verbosity !== 'quiet') line(stdout, text)
    },
    // A reader that went away ends the program by itself.
    pour: (content) => new Promise((resolve) => stdout.write(content, () => resolve())),
    printJson: (value) => line(stdout, harmlessJson(value)),
    warn: (text) => line(stderr, text),
    detail: (text) => {
      if (verbosity === 'verbose') line(stderr, text)
    },
    style: (format, text) => styleText(format, text, { stream: stdout }),
    live: live(stdout),
    spin: spinner({ stream: stderr, animated }),
    readLine,
    askLine: async (prompt) => {
      stdout.write(prompt)
      return (await readLine()) ?? ''
    },
    interruptible: (again) => interrupting.interruptible(again),
    interrupt: (exitCode) => interrupting.interrupt(exitCode),
    ...prompts({ input: stdin, output: stdout, interactive, interruption: () => interrupting.signal }),
  }
}
