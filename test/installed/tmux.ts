import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import type { Box } from './box.ts'

/** A real terminal on a box, in which one program runs. */
export type TerminalSession = {
  /** what is on the screen now, wrapped lines joined, without trailing blanks */
  screen(): Promise<string>
  /** waits until the screen shows this, and gives the screen; fails when the program ends first, or after 30 s */
  shows(text: string | RegExp): Promise<string>
  /** types text as it is */
  type(text: string): Promise<void>
  /** presses keys by tmux's names: Enter, Space, Down, C-c */
  press(...keys: string[]): Promise<void>
  /** waits until the program has ended, and gives the screen and its exit code */
  ended(): Promise<{ screen: string; exitCode: number }>
  /** closes the terminal, which hangs up on everything that runs in it */
  close(): Promise<void>
}

/**
 * Runs a shell command line in a terminal of 100 by 40. Closed, with everything that runs in it, when the test ends.
 */
export async function inTerminal(
  t: ExecutionContext,
  box: Box,
  commandLine: string,
): Promise<TerminalSession> {
  const tmux = (...operands: string[]) => {
    return box.run('tmux', ['-S', join(box.home, '.tmux.socket'), '-f', '/dev/null', ...operands], {
      env: { TERM: 'xterm-256color' },
    })
  }
  await tmux(
    ...[
      'new-session',
      '-d',
      '-x',
      '100',
      '-y',
      '40',
      `${commandLine}; echo "[ended with $?]"; exec sleep 600`,
    ],
  )
  t.teardown(() => tmux('kill-server'))
  const screen = async () => (await tmux('capture-pane', '-p', '-J')).stdout.replace(/ +$/gm, '').trimEnd()
  const shows = async (text: string | RegExp): Promise<string> => {
    const deadline = Date.now() + 30_000
    for (;;) {
      const shown = await screen()
      if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown
      if (Date.now() > deadline || shown.includes('[ended with')) {
        throw new Error(`The terminal never showed ${text}, but:\n${shown}`)
      }
      await pause(50)
    }
  }
  return {
    screen,
    shows,
    type: async (text) => void (await tmux('send-keys', '-l', text)),
    close: async () => void (await tmux('kill-server')),
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    async ended() {
      const shown = await shows(/\[ended with \d+\]/)
      const [before = '', exitCode] = shown.split('[ended with ')
      return { screen: before.trimEnd(), exitCode: Number.parseInt(exitCode ?? '', 10) }
    },
  }
}
