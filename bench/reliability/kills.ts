import { parseArgs } from 'node:util'
import { type KillsOutcome, runKills } from '../../test/chaos/kills.ts'
import { record } from '../record.ts'

/**
 * `npm run reliability:kills -- [--kills N] [--seed S] [--minutes M]`: kills installed agents at random moments while two boxes and Dropbox are
 * edited, until there were N kills or M minutes have passed; Ctrl-C ends it properly. Keeps the result in bench/results/kills.jsonl; exit code 1
 * on any violation.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '120' },
  },
})
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort())
setTimeout(() => ending.abort(), Number(values.minutes) * 60_000).unref()

const outcome = await runKills({
  seed: Number(values.seed),
  kills: Number(values.kills),
  deletions: 'rare',
  signal: ending.signal,
  tell: (sofar) => process.stderr.write(`${lineOf(sofar)}\n`),
})
process.stdout.write(`${record('kills', { ...outcome })}\n`)
process.exit(outcome.violations.length === 0 ? 0 : 1)

function lineOf({ kills, seconds, bytesLost, msToConverge, violations }: KillsOutcome): string {
  return `${kills} kills in ${seconds} s: ${bytesLost} bytes lost, ${violations.length} violations, converged ${JSON.stringify(msToConverge)}`
}
