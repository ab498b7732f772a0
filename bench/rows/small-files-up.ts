import { agentName } from '../contestants/agent.ts'
import { floorName } from '../contestants/floor/floor.ts'
import { rcloneBest } from '../contestants/rclone.ts'
import { atMost, compared } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { fastCommits, slowCommits } from '../stage/settings.ts'
import { contest } from './contest.ts'

const variants = [
  { variant: 'slow commits', settings: slowCommits, faster: 2 },
  { variant: 'fast commits', settings: fastCommits, faster: 5 },
] as const

export const smallFilesUp: Row = {
  name: 'small-files-up',
  title: '10,000 files of 2 KiB up',
  about:
    '10,000 files of 2 KiB in 500 folders go to an empty Dropbox, with commits that take 250 ms and 3 ms an entry, and with such that take 50 ms and 0.3 ms an entry. rclone with its default flags sends 1,000 files once, since it would take 23 minutes for all.',
  variants: variants.map(({ variant }) => variant),
  measure: (bench) =>
    contest(
      bench,
      'up',
      variants,
      { files: bench.scaled(10_000), folders: bench.scaled(500), bytes: 2048 },
      (dropbox) => dropbox.account(),
    ),
  judge: (runs) =>
    variants.flatMap(({ variant, faster }) => [
      ...compared(
        runs,
        `time against the floor, ${variant}`,
        'seconds',
        { variant, contestant: agentName },
        { variant, contestant: floorName },
        { goal: 'at most 1.3 times', reached: ({ median }) => median <= 1.3 },
      ),
      ...compared(
        runs,
        `faster than rclone with its best flags, ${variant}`,
        'seconds',
        { variant, contestant: rcloneBest.name },
        { variant, contestant: agentName },
        { goal: `at least ${faster} times`, reached: ({ median }) => median >= faster },
      ),
      ...atMost(
        runs,
        `requests for 1,000 files, ${variant}`,
        'requestsPerThousandFiles',
        { variant, contestant: agentName },
        { most: 12, goal: 'at most 12', unit: '' },
      ),
    ]),
  plots: [
    { title: '10,000 files of 2 KiB up', figure: 'seconds', unit: 's' },
    { title: 'Requests for 1,000 files', figure: 'requestsPerThousandFiles', unit: '' },
  ],
}
