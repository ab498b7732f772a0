import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join, resolve } from 'node:path'

const project = resolve(import.meta.dirname, '..')

/** What a measurement says of itself: its settings (a seed, a count) and what came of it, under names that carry their units. */
export type Measured = Readonly<Record<string, unknown>>

/**
 * Keeps the result of a measurement: one more line of JSON in `bench/results/NAME.jsonl`, with the moment, the commit (and whether the
 * checkout differed from it) and the machine. Returns the line's text.
 */
export function record(name: string, measured: Measured): string {
  const folder = join(project, 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const line = JSON.stringify({ at: new Date().toISOString(), ...commit(), machine: machine(), ...measured })
  appendFileSync(join(folder, `${name}.jsonl`), `${line}\n`)
  return line
}

function commit(): { readonly commit: string; readonly changed: boolean } {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: project, encoding: 'utf8' }).trim()
  const changes = git('status', '--porcelain', '--', 'cli', 'runtime', 'emulator', 'test', 'bench/*.ts')
  return { commit: git('rev-parse', '--short', 'HEAD'), changed: changes !== '' }
}

function machine(): Measured {
  const [first] = cpus()
  return {
    processor: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
  }
}
