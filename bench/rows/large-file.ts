import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createScope } from '../../test/chaos/scope.ts'
import type { Cleanup } from '../../test/installed/box.ts'
import { agentName } from '../contestants/agent.ts'
import { curlDown, curlName, curlUp } from '../contestants/curl.ts'
import { atMost, compared } from '../report/judge.ts'
import type { Bench, Row } from '../row.ts'
import { alternate } from '../stage/alternate.ts'
import { type BenchBox, linkedBox } from '../stage/box.ts'
import { type Account, type BenchDropbox, openDropbox } from '../stage/dropbox.ts'
import { hashOfFile, writeLargeFile } from '../stage/large-file.ts'
import { type Measured, measure } from '../stage/measure.ts'
import { slowCommits } from '../stage/settings.ts'
import { Incomplete } from '../stage/verify.ts'

const MiB = 1024 ** 2
const name = 'large.bin'

/** Brings the file up and down again, each in its own way. */
interface Mover {
  readonly name: string
  /** Added to the names of the variants. */
  readonly how: string
  up(t: Cleanup, dropbox: BenchDropbox, file: LargeFile): Promise<Measured>
  down(t: Cleanup, dropbox: BenchDropbox, file: LargeFile): Promise<Measured>
}

interface LargeFile {
  readonly account: Account
  readonly bytes: number
  readonly seed: number
}

const settings = slowCommits

/** A large file that was written to a moment ago is not read yet, since it may still grow; this one lies there. ms. */
const lainStill = 5_000

const byAgent: Mover = {
  name: agentName,
  how: '',
  async up(t, dropbox, { account, bytes, seed }) {
    const box = await linkedBox(t, dropbox, account)
    writeLargeFile(join(box.folder, name), bytes, seed)
    await pause(lainStill)
    const measured = await measure(dropbox, settings, () => synced(box))
    await verify(account, join(box.folder, name))
    return measured
  },
  async down(t, dropbox, { account }) {
    const box = await linkedBox(t, dropbox, account)
    const measured = await measure(dropbox, settings, () => synced(box))
    await verify(account, join(box.folder, name))
    return measured
  },
}

const byCurl: Mover = {
  name: curlName,
  how: '',
  async up(_, dropbox, { account, bytes, seed }) {
    const file = join(mkdtempSync(join(dropbox.folder, 'curl-')), name)
    writeLargeFile(file, bytes, seed)
    const measured = await curlUp({ dropbox, account, settings, file, path: `/${name}` })
    await verify(account, file)
    return measured
  },
  async down(_, dropbox, { account }) {
    const file = join(mkdtempSync(join(dropbox.folder, 'curl-')), name)
    const measured = await curlDown({ dropbox, account, settings, file, path: `/${name}` })
    await verify(account, file)
    return measured
  },
}

/** As the agent, but killed when half of the file is over. */
const byKilledAgent: Mover = {
  name: agentName,
  how: ', killed in the middle',
  async up(t, dropbox, { account, bytes, seed }) {
    const box = await linkedBox(t, dropbox, account)
    writeLargeFile(join(box.folder, name), bytes, seed)
    await pause(lainStill)
    const measured = await measure(dropbox, settings, () => killedAndSynced(box, dropbox, bytes))
    await verify(account, join(box.folder, name))
    return measured
  },
  async down(t, dropbox, { account, bytes }) {
    const box = await linkedBox(t, dropbox, account)
    const measured = await measure(dropbox, settings, () => killedAndSynced(box, dropbox, bytes))
    await verify(account, join(box.folder, name))
    return measured
  },
}

export const largeFile: Row = {
  name: 'large-file',
  title: 'One file of 2 GiB',
  about:
    'One file goes up, and comes down to another box. curl sends it in pieces of 128 MiB, four at once, and fetches it in one request; it neither looks for changes nor checks what came. Then the agent once more, killed with SIGKILL in the middle and started again.',
  async measure(bench) {
    for (const { contestant, round } of alternate([byAgent, byCurl, byKilledAgent], bench.times))
      await upAndDown(bench, contestant, round)
  },
  judge: (runs) => [
    ...['up', 'down'].flatMap((variant) => [
      ...compared(
        runs,
        `speed against curl, ${variant}`,
        'mebibytesPerSecond',
        { variant, contestant: agentName },
        { variant, contestant: curlName },
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
    ...['up', 'down'].flatMap((variant) =>
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
  for (const direction of ['up', 'down'] as const) {
    const measured = await mover[direction](scope, dropbox, file)
    const { seconds = 0, contentBytesUp = 0, contentBytesDown = 0 } = measured.figures
    const marks = { variant: direction + mover.how, contestant: mover.name, round }
    bench.note(marks, measured, {
      mebibytesPerSecond: file.bytes / MiB / seconds,
      againBytes: (direction === 'up' ? contentBytesUp : contentBytesDown) - file.bytes,
    })
  }
}

async function synced(box: BenchBox) {
  await box.start()
  await box.upToDate(1)
  return await box.usage()
}

async function killedAndSynced(box: BenchBox, dropbox: BenchDropbox, bytes: number) {
  const moved = async (): Promise<number> => {
    const { contentBytesUp, contentBytesDown } = await dropbox.stats()
    return contentBytesUp + contentBytesDown
  }
  const before = await moved()
  await box.start()
  const pid = await box.pid()
  while ((await moved()) - before < bytes / 2) await pause(5)
  process.kill(pid, 'SIGKILL')
  return await synced(box)
}

async function verify(account: Account, file: string): Promise<void> {
  const expected = hashOfFile(file)
  const found = (await account.user.tree()).get(name)
  if (found !== expected) throw new Incomplete(`Dropbox holds ${found}, the disk ${expected}`)
}
