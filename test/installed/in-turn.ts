import type { ExecutionContext } from 'ava'
import type { Box } from './box.ts'
import { inTerminal, type TerminalSession } from './terminal.ts'

/** Programs that run one after the other in one terminal, each on an empty screen. */
export type InTurn = Pick<TerminalSession, 'shows' | 'type' | 'press'> & {
  /** waits until the program has ended, gives its screen and exit code, and starts the next one, after `prepare` */
  next(prepare?: () => Promise<void>): Promise<{ screen: string; exitCode: number }>
}

/** Runs shell command lines in one terminal, which costs less than one for each. */
export async function inTurn(
  t: ExecutionContext,
  box: Box,
  commandLines: readonly string[],
): Promise<InTurn> {
  const steps = commandLines.map((line) => `clear; ${line}; echo "[code $?]"; read -r`)
  const { shows, type, press } = await inTerminal(t, box, steps.join('; '))
  let left = steps.length
  return {
    shows,
    type,
    press,
    async next(prepare) {
      const shown = await shows(/\[code \d+\]/)
      const [screen = '', code] = shown.split('[code ')
      await prepare?.()
      await press('Enter')
      if (--left > 0) await shows(/^(?!.*\[code \d)/s)
      return { screen: screen.trimEnd(), exitCode: Number.parseInt(code ?? '', 10) }
    },
  }
}
