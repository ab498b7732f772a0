import { type ExecaError, execa } from 'execa'
import type { Box, Outcome } from '../../installed/box.ts'

/** Opens the page that an address leads to, presses Allow, and gives the code it shows. `account`: who does so. */
export async function allow(url: string, account?: string): Promise<string> {
  const answer = await fetch(url, {
    headers: {
      'X-Emulator-Auto-Approve': '1',
      ...(account === undefined ? {} : { 'X-Emulator-Account': account }),
    },
  })
  const { code } = (await answer.json()) as { code: string }
  return code
}

/** The address of the page in what dropbox_init printed. */
export function addressIn(text: string): string | undefined {
  return /https?:\/\/\S+\/oauth2\/authorize\?\S+/.exec(text)?.[0]
}

/**
 * Runs dropbox_init without a terminal, as a script does: reads the address, and gives one line to standard input, made by
 * `answer` from the address.
 */
export async function linkByPipe(
  box: Box,
  words: readonly string[],
  answer: (url: string) => Promise<string> = allow,
  env: Record<string, string> = {},
): Promise<Outcome> {
  const child = execa('dropbox_init', words, {
    cwd: box.home,
    env: { ...box.env, ...env },
    extendEnv: false,
    reject: false,
    timeout: 60_000,
    stdin: 'pipe',
  })
  let seen = ''
  let answered = false
  const look = (chunk: unknown): void => {
    seen += String(chunk)
    const url = /(http\S+\/oauth2\/authorize\?\S+)\s/.exec(seen)?.[1]
    if (url === undefined || answered) return
    answered = true
    answer(url).then(
      (line) => child.stdin.end(`${line}\n`),
      (error: ExecaError) => child.kill('SIGTERM', error),
    )
  }
  child.stdout.on('data', look)
  child.stderr.on('data', look)
  const { stdout, stderr, exitCode } = await child
  return { stdout, stderr, exitCode }
}
