import { setTimeout as pause } from 'node:timers/promises'
import { DropboxTrouble } from '../../test/chaos/dropbox-user.ts'
import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { atMost } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { linkedBox } from '../stage/box.ts'
import { type Account, type BenchDropbox, openDropbox } from '../stage/dropbox.ts'
import { type Figures, type Measured, measure } from '../stage/measure.ts'
import { type DropboxSettings, slowCommits } from '../stage/settings.ts'
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
  variants: ['both ways'],
  async measure(bench) {
    for (let round = 0; round < bench.times; round++) {
      const files = bench.scaled(3_000)
      const { measured, figures } = await syncUnderLimits(files, bench.seed + round, settings)
      bench.note({ variant: 'both ways', contestant: agentName, round }, measured, figures)
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

/** So many files go up, and as many come down, while somebody else writes as well. */
export async function syncUnderLimits(
  files: number,
  seed: number,
  limits: DropboxSettings,
): Promise<{ readonly measured: Measured; readonly figures: Figures }> {
  await using scope = createScope()
  const dropbox = await openDropbox(scope)
  const account = await dropbox.account()
  const folders = Math.ceil(files / 50)
  const down = { files, folders, bytes: 300 * 1024, seed, top: 'down' }
  const up = { files, folders, bytes: 20 * 1024, seed, top: 'up' }
  await addTree(account.user, down)
  const box = await linkedBox(scope, dropbox, account)
  await writeTree(box.folder, up)
  const ending = new AbortController()
  let late: Late | undefined
  const measured = await measure(dropbox, limits, async () => {
    const others = writeNowAndThen(account, ending.signal)
    const watching = lateRefusals(dropbox, ending.signal)
    try {
      await box.start()
      await box.upToDate(2 * files, 60)
    } finally {
      ending.abort()
      late = await watching
      await others
    }
    return await box.usage()
  })
  const expected = new Map([...hashesOf(up), ...hashesOf(down)])
  await verifyCloud(account.user, expected)
  verifyDisk(box.folder, expected)
  const { contentBytesUp = 0, contentBytesDown = 0 } = measured.figures
  return {
    measured,
    figures: {
      files: 2 * files,
      // The mark that the agent leaves in Dropbox is no file of anybody's, and smaller than any.
      filesSentAgain: Math.floor((contentBytesUp - files * up.bytes) / up.bytes),
      filesFetchedAgain: Math.floor((contentBytesDown - files * down.bytes) / down.bytes),
      ...(late === undefined || late.requests === 0
        ? {}
        : { refusedLatePercent: (late.refused / late.requests) * 100, requestsLate: late.requests }),
    },
  }
}

/** Makes a folder every two seconds. It is refused as everybody is; what counts is that the account is locked now and then. */
async function writeNowAndThen({ user }: Account, signal: AbortSignal): Promise<void> {
  let written = 0
  while (!signal.aborted) {
    await user.call('create_folder_v2', { path: `/others/${written}` }).then(
      () => written++,
      (error: unknown) => {
        if (!(error instanceof DropboxTrouble)) throw error
      },
    )
    await pause(2_000)
  }
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
