import { agentName } from '../contestants/agent.ts'
import { rcloneBest } from '../contestants/rclone.ts'
import { atMost, compared } from '../report/judge.ts'
import type { Row } from '../row.ts'
import { slowCommits } from '../stage/settings.ts'
import { addTree } from '../stage/tree.ts'
import { contest } from './contest.ts'

export const smallFilesDown: Row = {
  name: 'small-files-down',
  title: '10,000 files of 2 KiB down',
  about:
    'A Dropbox with 10,000 files of 2 KiB in 500 folders comes to an empty folder. The agent flushes what it writes, the others do not. rclone with its default flags fetches 1,000 files once.',
  variants: ['down'],
  measure: (bench) =>
    contest(
      bench,
      'down',
      [{ variant: 'down', settings: slowCommits }],
      { files: bench.scaled(10_000), folders: bench.scaled(500), bytes: 2048 },
      async (dropbox, shape) => {
        const account = await dropbox.account()
        await addTree(account.user, shape)
        return account
      },
    ),
  judge: (runs) => [
    ...compared(
      runs,
      'faster than rclone with its best flags',
      'seconds',
      { contestant: rcloneBest.name },
      { contestant: agentName },
      { goal: 'at least 2 times', reached: ({ median }) => median >= 2 },
    ),
    ...atMost(
      runs,
      'requests for 1,000 files',
      'requestsPerThousandFiles',
      { contestant: agentName },
      { most: 30, goal: 'at most 30', unit: '' },
    ),
  ],
  plots: [
    { title: '10,000 files of 2 KiB down', figure: 'seconds', unit: 's' },
    { title: 'Requests for 1,000 files', figure: 'requestsPerThousandFiles', unit: '' },
  ],
}
