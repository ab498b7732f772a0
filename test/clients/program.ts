import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** How a program ended. */
export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a program to its end, with this environment and no other, and this text on its standard input. */
export async function runProgram(
  path: string,
  words: readonly string[],
  choices: { environment: Record<string, string>; folder: string; input?: string },
): Promise<Outcome> {
  const child = spawn(path, words, { cwd: choices.folder, env: choices.environment })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(choices.input ?? '')
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}
