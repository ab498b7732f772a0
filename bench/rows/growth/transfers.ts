import { createScope } from '../../../test/chaos/scope.ts'
import { agent } from '../../contestants/agent.ts'
import { byAgent } from '../../contestants/large-file/agent.ts'
import { openDropbox } from '../../stage/dropbox.ts'
import { fastCommits } from '../../stage/settings.ts'
import { addTree } from '../../stage/tree.ts'
import { syncUnderLimits } from '../rate-limits.ts'
import { usual, type Work } from './work.ts'

const directions = ['up', 'down'] as const
const MiB = 1024 ** 2

/** 20 files of 2 KiB in a folder. */
export const smallFiles: Work = {
  variants: directions.map((direction) => ({ name: `small files ${direction}`, figures: usual })),
  base: 100,
  unit: 'files',
  async measure({ size, seed, wants, note }) {
    const shape = { files: size, folders: Math.ceil(size / 20), bytes: 2048, seed }
    for (const direction of directions) {
      const variant = `small files ${direction}`
      if (!wants(variant)) continue
      await using scope = createScope()
      const dropbox = await openDropbox(scope)
      const account = await dropbox.account()
      if (direction === 'down') await addTree(account.user, shape)
      note(variant, await agent[direction]({ dropbox, account, settings: fastCommits, shape }))
    }
  },
}

/** One file up, and then down to another box. */
export const largeFile: Work = {
  variants: directions.map((direction) => ({ name: `one large file ${direction}`, figures: usual })),
  base: 20,
  unit: 'MiB',
  async measure({ size, seed, note }) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const file = { account: await dropbox.account(), bytes: size * MiB, seed }
    for (const direction of directions)
      note(`one large file ${direction}`, await byAgent[direction](scope, dropbox, file))
  },
}

/** Twenty calls a second, in windows so short that even the smallest size meets the limit. */
export const rateLimits: Work = {
  variants: [{ name: 'rate limits', figures: usual }],
  base: 50,
  unit: 'files each way',
  async measure({ size, seed, note }) {
    const rateLimit = { calls: 60, window: 3_000, retryAfter: 1 }
    const { measured, figures } = await syncUnderLimits(size, seed, { ...fastCommits, rateLimit })
    note('rate limits', measured, figures)
  },
}
