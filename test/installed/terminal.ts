import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import type { Box } from './box.ts'
import { createScreen } from './screen.ts'

/** A real terminal on a box, in which one program runs. */
export type TerminalSession = {
  /** what is on the screen now, wrapped lines joined, without trailing blanks */
  screen(): Promise<string>
  /** waits until the screen shows this, and gives the screen; fails when the program ends first, or after 30 s */
  shows(text: string | RegExp): Promise<string>
  /** types text as it is */
  type(text: string): Promise<void>
  /** presses keys: Enter, Space, Up, Down, C-c and other letters with C-; anything else is typed */
  press(...keys: string[]): Promise<void>
  /** waits until the program has ended, and gives the screen and its exit code */
  ended(): Promise<{ screen: string; exitCode: number }>
  /** closes the terminal, which hangs up on everything that runs in it */
  close(): Promise<void>
}

const columns = 100
const rows = 40

const named: Record<string, string> = { Enter: '\r', Space: ' ', Up: '\x1b[A', Down: '\x1b[B' }

/**
 * Runs a shell command line in a terminal of 100 by 40: a pseudo-terminal of script(1), which every Linux has, seen through a screen
 * of our own. Closed, with everything that runs in it, when the test ends.
 */
export async function inTerminal(
  t: ExecutionContext,
  box: Box,
  commandLine: string,
): Promise<TerminalSession> {
  const shell = `stty columns ${columns} rows ${rows}; ${commandLine}; echo "[ended with $?]"; exec sleep 600`
  const child = spawn('script', ['--quiet', '--flush', '--command', shell, '/dev/null'], {
    cwd: box.home,
    env: { ...box.env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const display = createScreen(columns, rows)
  child.stdout.setEncoding('utf8').on('data', (text: string) => display.write(text))
  // What is typed into a terminal that was just closed goes nowhere.
  child.stdin.on('error', () => undefined)
  const close = async () => {
    // Killed, it cannot tidy up: the kernel hangs up on the terminal, as when a window is closed.
    child.kill('SIGKILL')
    await gone
  }
  t.teardown(close)

  const screen = async () => display.text()
  const shows = async (text: string | RegExp): Promise<string> => {
    const deadline = Date.now() + 30_000
    for (;;) {
      const shown = display.text()
      if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown
      if (Date.now() > deadline || shown.includes('[ended with')) {
        throw new Error(`The terminal never showed ${text}, but:\n${shown}`)
      }
      await pause(20)
    }
  }
  const type = async (text: string) => void child.stdin.write(text)
  return {
    screen,
    shows,
    type,
    close,
    async press(...keys) {
      for (const key of keys) await type(named[key] ?? controlled(key) ?? key)
    },
    async ended() {
      const shown = await shows(/\[ended with \d+\]/)
      const [before = '', exitCode] = shown.split('[ended with ')
      return { screen: before.trimEnd(), exitCode: Number.parseInt(exitCode ?? '', 10) }
    },
  }
}

/** The character that a letter gives with the control key, for `C-c` and its like. */
function controlled(key: string): string | undefined {
  const letter = /^C-([a-z])$/.exec(key)?.[1]
  return letter && String.fromCharCode(letter.charCodeAt(0) & 0x1f)
}
