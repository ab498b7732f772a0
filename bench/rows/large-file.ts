import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { byAgent, byKilledAgent } from '../contestants/large-file/agent.ts'
import { byCurl } from '../contestants/large-file/curl.ts'
import type { Mover } from '../contestants/large-file/mover.ts'
import { atMost, compared } from '../report/judge.ts'
import type { Bench, Row } from '../row.ts'
import { alternate } from '../stage/alternate.ts'
import { openDropbox } from '../stage/dropbox.ts'

const MiB = 1024 ** 2
const directions = ['up', 'down'] as const

export const largeFile: Row = {
  name: 'large-file',
  title: 'One file of 2 GiB',
  about:
    'One file goes up, and comes down to another box. curl sends it in pieces of 128 MiB, four at once, and fetches it in one request; it neither looks for changes nor checks what came. Then the agent once more, killed with SIGKILL in the middle and started again.',
  variants: [byAgent, byKilledAgent].flatMap(({ how }) => directions.map((direction) => direction + how)),
  async measure(bench) {
    for (const { contestant, round } of alternate([byAgent, byCurl, byKilledAgent], bench.times))
      if (directions.some((direction) => bench.wants(direction + contestant.how)))
        await upAndDown(bench, contestant, round)
  },
  judge: (runs) => [
    ...directions.flatMap((variant) => [
      ...compared(
        runs,
        `speed against curl, ${variant}`,
        'mebibytesPerSecond',
        { variant, contestant: agentName },
        { variant, contestant: byCurl.name },
        { goal: 'at least 0.8 times', reached: ({ median }) => median >= 0.8 },
      ),
      ...atMost(
        runs,
        `peak memory, ${variant}`,
        'peakMemoryBytes',
        { variant, contestant: agentName },
        { most: 150, goal: 'under 150 MB', unit: 'MB', per: 1e6 },
      ),
    ]),
    ...directions.flatMap((variant) =>
      atMost(
        runs,
        `sent again after SIGKILL in the middle, ${variant}`,
        'againBytes',
        { variant: `${variant}${byKilledAgent.how}` },
        { most: 64, goal: 'only what had not arrived: at most the 64 MiB under way', unit: 'MiB', per: MiB },
      ),
    ),
  ],
  plots: [
    { title: 'One file of 2 GiB', figure: 'mebibytesPerSecond', unit: 'MiB/s' },
    { title: 'Peak memory', figure: 'peakMemoryBytes', unit: 'MB', per: 1e6 },
  ],
}

/** On a Dropbox of their own, since files of this size fill a disk. */
async function upAndDown(bench: Bench, mover: Mover, round: number): Promise<void> {
  await using scope = createScope()
  const dropbox = await openDropbox(scope)
  const file = {
    account: await dropbox.account(),
    bytes: bench.scaled(2048) * MiB,
    seed: bench.seed + round,
  }
  for (const direction of directions) {
    const measured = await mover[direction](scope, dropbox, file)
    const { seconds = 0, contentBytesUp = 0, contentBytesDown = 0 } = measured.figures
    const marks = { variant: direction + mover.how, contestant: mover.name, round }
    bench.note(marks, measured, {
      mebibytesPerSecond: file.bytes / MiB / seconds,
      againBytes: (direction === 'up' ? contentBytesUp : contentBytesDown) - file.bytes,
    })
  }
}
