import { parseArgs } from 'node:util'
import { runSoak, type SoakSample } from '../../test/chaos/soak.ts'
import { record } from '../record.ts'

/**
 * `npm run reliability:soak -- [--minutes M] [--files N] [--every M] [--seed S]`: three installed agents with N files, edits and all kinds of
 * trouble for M minutes, compared every few minutes; Ctrl-C ends it properly. Keeps each comparison and a summary in
 * bench/results/soak.jsonl; exit code 1 on any violation.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    files: { type: 'string', default: '100000' },
    every: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
})
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort())
const settings = {
  seed: Number(values.seed),
  files: Number(values.files),
  minutes: Number(values.minutes),
  every: Number(values.every),
}

const outcome = await runSoak({
  ...settings,
  signal: ending.signal,
  tell: (sample: SoakSample) =>
    process.stdout.write(`${record('soak', { kind: 'sample', run: settings, ...sample })}\n`),
})
process.stdout.write(`${record('soak', { kind: 'summary', run: settings, ...outcome })}\n`)
process.exit(outcome.violations.length === 0 ? 0 : 1)
