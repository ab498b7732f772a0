import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Caught } from '../../test/simulation/historic-bugs/catch.ts'
import {
  type Checker,
  type HistoricBug,
  historicBugs,
} from '../../test/simulation/historic-bugs/historic-bugs.ts'
import { record } from '../record.ts'

/**
 * `npm run reliability:historic-bugs -- [--runs N] [--minutes M] [NAME...]`: puts every historic bug (or those that are named) into a copy of the
 * sources, one at a time, and lets its checker look for it: at most N runs or M minutes each. Keeps the results in
 * bench/results/historic-bugs.jsonl; exit code 1 when one was not found.
 */
const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, minutes: { type: 'string', default: '10' } },
  allowPositionals: true,
})
const project = resolve(import.meta.dirname, '../..')
const patches = join(project, 'test', 'simulation', 'historic-bugs')
const leftOut = new Set(['node_modules', 'dist', 'dist.new', '.git', 'coverage'])

let missed = 0
for (const bug of historicBugs) {
  if (positionals.length > 0 && !positionals.includes(bug.name)) continue
  const began = performance.now()
  const { runs, violation } = await inBuggyCopy(bug)
  if (violation === undefined) missed++
  const { name, source, checker } = bug
  const seconds = Math.round((performance.now() - began) / 100) / 10
  print(
    record('historic-bugs', {
      name,
      source,
      checker,
      caught: violation !== undefined,
      runs,
      seconds,
      violation,
    }),
  )
}
process.exit(missed === 0 ? 0 : 1)

async function inBuggyCopy({ name, checker }: HistoricBug): Promise<Caught> {
  const copy = mkdtempSync(join(tmpdir(), 'historic-bug-'))
  try {
    cpSync(project, copy, { recursive: true, filter: (path) => !leftOut.has(relative(project, path)) })
    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'))
    const applied = await run(copy, 'git', ['apply', join(patches, `${name}.patch`)])
    if (applied.code !== 0) throw new Error(`${name}.patch does not apply: ${applied.output}`)
    return await look(checker, copy)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

async function look(checker: Checker, copy: string): Promise<Caught> {
  switch (checker.kind) {
    case 'schedules':
    case 'crash-points':
    case 'time-travel': {
      const program = 'test/simulation/historic-bugs/catch.ts'
      const { output } = await run(copy, process.execPath, [
        program,
        checker.kind,
        values.runs,
        values.minutes,
      ])
      return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Caught
    }
    case 'planner': {
      const output = await ava(copy, 'test/runtime/core/plan/plan.property.test.ts')
      const cases = /failed after (\d+) tests?/i.exec(output)?.[1]
      return { runs: Number(cases ?? values.runs), violation: failureIn(output) }
    }
    case 'tests': {
      const output = await ava(copy, checker.file, ...(checker.title ? [`--match=${checker.title}`] : []))
      const results = output.split('\n').filter((line) => /^(not )?ok /.test(line))
      const found = results.findIndex((line) => line.startsWith('not ok'))
      return { runs: found === -1 ? results.length : found + 1, violation: failureIn(output) }
    }
    default:
      return checker satisfies never
  }
}

/** What ava tells in the Test Anything Protocol. Throws when it runs no test. */
async function ava(copy: string, ...words: readonly string[]): Promise<string> {
  const { output } = await run(copy, process.execPath, [
    'node_modules/ava/entrypoints/cli.js',
    '--tap',
    ...words,
  ])
  if (!/^(not )?ok /m.test(output)) throw new Error(`no test ran: ${output.slice(-500)}`)
  return output
}

/** The title of the first test that failed. */
function failureIn(output: string): string | undefined {
  return /^not ok \d+ - (.*)$/m.exec(output)?.[1]
}

function run(
  cwd: string,
  program: string,
  words: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const env = { ...process.env, PLANNER_CASES: values.runs }
  const timeout = Number(values.minutes) * 60_000 + 60_000
  return new Promise((done) => {
    execFile(program, words, { cwd, env, timeout, maxBuffer: 1 << 28 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : 1, output: `${stderr}${stdout}` }),
    )
  })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
