import test from 'ava'
import { DiskError } from '../../../runtime/ports/files.ts'
import type { Between } from './box.ts'
import { runWorld } from './run.ts'

const few = { atOnce: 20_000, inAll: 1_000_000 }

const spinning: Readonly<Record<string, Between>> = {
  'whose sleep ends at once': { clock: (clock) => ({ ...clock, sleep: async () => undefined }) },
  'whose clock goes on only when others do': {
    clock: (clock) => ({ ...clock, sleep: (_, signal) => clock.sleep(0, signal) }),
  },
  'whose disk fails, and that try again at once': {
    clock: (clock) => ({ ...clock, sleep: async () => undefined }),
    beforeDisk: ({ operation, path }) => {
      if (operation === 'list') throw new DiskError('io', path)
    },
  },
}

for (const [what, between] of Object.entries(spinning))
  test(`a world with agents ${what} ends, and says on what it spun`, async (t) => {
    const { violations } = await runWorld(1, { between, limit: few })
    t.is(violations.length, 1)
    t.regex(violations[0] ?? '', /^spins: .* box\d /)
  })

test('a world that takes more steps than any should ends, and says what it did', async (t) => {
  const { violations } = await runWorld(1, { limit: { atOnce: 20_000, inAll: 500 } })
  t.regex(violations[0] ?? '', /^spins: 500 steps, the last of them /)
})

test('no world comes near to the steps that it may take', async (t) => {
  for (let seed = 1; seed <= 5; seed++)
    t.deepEqual((await runWorld(seed, { limit: { atOnce: 8_000, inAll: 300_000 } })).violations, [])
})
