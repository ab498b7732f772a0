import { PassThrough, type Writable } from 'node:stream'
import { execa } from 'execa'
import { describeDropboxFailure } from '../../../cli/dropbox/failure.ts'
import { converse } from '../../../cli/init/conversation.ts'
import type { Terminal } from '../../../cli/terminal/terminal.ts'
import type { Box, Outcome } from '../../installed/box.ts'
import { type Ends, runHere } from '../run-here.ts'

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
 * What dropbox_init does without a terminal, as for a script, in this process: reads the address, and gives one line to standard input, made by
 * `answer` from the address.
 */
export async function linkByPipe(
  box: Box,
  words: readonly string[],
  answer: (url: string) => Promise<string> = allow,
  env: Record<string, string> = {},
): Promise<Outcome> {
  const input = new PassThrough()
  return initWith(box, words, { ...box.env, ...env }, { input, printing: answering(answer, input) })
}

/** What dropbox_init does in this process, with nothing on standard input; `env` is added to the box's own variables. */
export function initHere(
  box: Box,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  return initWith(box, words, { ...box.env, ...env })
}

function initWith(
  box: Box,
  words: readonly string[],
  env: Record<string, string>,
  ends?: Ends,
): Promise<Outcome> {
  const work = async (terminal: Terminal) => {
    await converse(terminal, words, { ...env }, box.home)
    return 0
  }
  return runHere(work, describeDropboxFailure, env, ends)
}

/** The same, with the installed program. */
export async function linkByProgram(
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
  const look = answering(answer, child.stdin)
  child.stdout.on('data', look)
  child.stderr.on('data', look)
  const { stdout, stderr, exitCode } = await child
  return { stdout, stderr, exitCode }
}

/** Takes what is printed, and gives the answer to the first address in it to `input`, which ends then, as it does when there is no answer. */
function answering(answer: (url: string) => Promise<string>, input: Writable): (chunk: unknown) => void {
  let seen = ''
  let answered = false
  return (chunk) => {
    seen += String(chunk)
    const url = /(http\S+\/oauth2\/authorize\?\S+)\s/.exec(seen)?.[1]
    if (url === undefined || answered) return
    answered = true
    answer(url).then(
      (line) => input.end(`${line}\n`),
      () => input.end(),
    )
  }
}
