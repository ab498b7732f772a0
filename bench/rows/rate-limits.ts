import { setTimeout as pause } from 'node:timers/promises'
import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { linkedBox } from '../stage/box.ts'
import { type BenchDropbox, openDropbox } from '../stage/dropbox.ts'
import { measure } from '../stage/measure.ts'
import { slowCommits } from '../stage/settings.ts'
import { addTree, hashesOf, writeTree } from '../stage/tree.ts'
import { verifyCloud, verifyDisk } from '../stage/verify.ts'

/** Five calls a second over everything, which is far less than an agent could make. */
const callsPerMinute = 300

const settings = {
  ...slowCommits,
  rateLimit: { calls: callsPerMinute, window: 60_000, retryAfter: 15 },
}

export const rateLimits: Row = {
  name: 'rate-limits',
  title: 'Rate limits',
  about: `Dropbox takes ${callsPerMinute} calls a minute, refuses all others (429, Retry-After 15), and locks the account for each commit, while somebody else writes into it every two seconds. 3,000 files of 300 KiB come down, one call each, and 3,000 of 20 KiB go up at the same time.`,
  async measure(bench) {
    for (let round = 0; round < bench.times; round++) {
      await using scope = createScope()
      const dropbox = await openDropbox(scope)
      const account = await dropbox.account()
      const files = bench.scaled(3_000)
      const folders = bench.scaled(60)
      const down = { files, folders, bytes: 300 * 1024, seed: bench.seed + round, top: 'down' }
      const up = { files, folders, bytes: 20 * 1024, seed: bench.seed + round, top: 'up' }
      await addTree(account.user, down)
      const box = await linkedBox(scope, dropbox, account)
      writeTree(box.folder, up)
      const ending = new AbortController()
      let written = 0
      const somebodyElse = async (): Promise<void> => {
        while (!ending.signal.aborted) {
          // Refused as everybody is; what counts is that the account is locked now and then.
          const added = account.user.call('create_folder_v2', { path: `/others/${written}` })
          await added.then(
            () => written++,
            () => undefined,
          )
          await pause(2_000)
        }
      }
      let late: Late | undefined
      const measured = await measure(dropbox, settings, async () => {
        const others = somebodyElse()
        const watching = lateRefusals(dropbox, ending.signal)
        await box.start()
        await box.upToDate(2 * files, 60)
        ending.abort()
        late = await watching
        await others
        return await box.usage()
      })
      const expected = new Map([...hashesOf(up), ...hashesOf(down)])
      await verifyCloud(account.user, expected)
      verifyDisk(box.folder, expected)
      const { contentBytesUp = 0, contentBytesDown = 0 } = measured.figures
      bench.note({ variant: 'both ways', contestant: agentName, round }, measured, {
        files: 2 * files,
        // The mark that the agent leaves in Dropbox is no file of anybody's, and smaller than any.
        filesSentAgain: Math.floor((contentBytesUp - files * up.bytes) / up.bytes),
        filesFetchedAgain: Math.floor((contentBytesDown - files * down.bytes) / down.bytes),
        ...(late === undefined || late.requests === 0
          ? {}
          : { refusedLatePercent: (late.refused / late.requests) * 100, requestsLate: late.requests }),
      })
    }
  },
  judge: (runs) => [
    ...atMost(
      runs,
      'calls refused after the first minute',
      'refusedLatePercent',
      {},
      { most: 1, goal: 'at most 1 %', unit: '%' },
    ),
    ...atMost(runs, 'files sent twice', 'filesSentAgain', {}, { most: 0, goal: 'none', unit: '' }),
    ...atMost(runs, 'files fetched twice', 'filesFetchedAgain', {}, { most: 0, goal: 'none', unit: '' }),
  ],
  plots: [{ title: 'Calls refused after the first minute', figure: 'refusedLatePercent', unit: '%' }],
}

interface Late {
  readonly requests: number
  readonly refused: number
}

/** What was asked, and refused, once a minute had passed; undefined when it was over before. */
async function lateRefusals(dropbox: BenchDropbox, signal: AbortSignal): Promise<Late | undefined> {
  await pause(60_000, undefined, { signal }).catch(() => undefined)
  if (signal.aborted) return undefined
  const before = await dropbox.stats()
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  const after = await dropbox.stats()
  return {
    requests: after.requests - before.requests,
    refused: (after.statuses['429'] ?? 0) - (before.statuses['429'] ?? 0),
  }
}
