import { execa } from 'execa'
import { allow } from './other-computer.ts'
import type { ThrowAwayBox } from './throw-away-box.ts'

/** Runs dropbox_init on the box, does in place of a person what its page asks for, and gives its last lines. */
export async function linkBox(box: ThrowAwayBox, words: readonly string[]): Promise<string[]> {
  const child = execa('dropbox_init', words, {
    cwd: box.home,
    env: box.environment,
    extendEnv: false,
    stdin: 'pipe',
  })
  const lines: string[] = []
  for await (const line of child) {
    lines.push(line)
    const url = /^\s*(https?:\S+\/oauth2\/authorize\?\S+)/.exec(line)?.[1]
    if (url !== undefined) {
      child.stdin.end(`${await allow(url)}\n`)
      lines.length = 0
    }
  }
  await child
  return lines.filter((line) => line !== '')
}
