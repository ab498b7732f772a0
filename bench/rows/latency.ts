import { once } from 'node:events'
import { statSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sendTo } from '../../test/chaos/dropbox-user.ts'
import { createScope } from '../../test/chaos/scope.ts'
import { agentName } from '../contestants/agent.ts'
import { shown, valuesOf } from '../report/figures.ts'
import { percentileOf, spreadOf } from '../report/statistics.ts'
import type { Line, Row, Run } from '../row.ts'
import { type Account, type BenchDropbox, openDropbox } from '../stage/dropbox.ts'
import { measure } from '../stage/measure.ts'
import { type DropboxSettings, fastCommits, slowCommits } from '../stage/settings.ts'
import { syncedBox, untilQuiet } from '../stage/synced-box.ts'
import { randomBytes } from '../stage/tree.ts'

const edits = 30

/** A round trip up is one call with content and its commit; down, one listing and one call with content. ms. */
const variants = [
  { variant: 'box to Dropbox, slow commits', settings: slowCommits, goal: 300 + upOf(slowCommits) },
  { variant: 'box to Dropbox, fast commits', settings: fastCommits, goal: 300 + upOf(fastCommits) },
  { variant: 'Dropbox to box', settings: slowCommits, goal: 200 + downOf(slowCommits) },
] as const

function upOf({ latency }: DropboxSettings): number {
  return latency.content + latency.commitBase + latency.commitPerEntry
}

function downOf({ latency }: DropboxSettings): number {
  return latency.rpc + latency.content
}

export const latency: Row = {
  name: 'latency',
  title: 'From an edit to the other side',
  about:
    'A file of 2 KiB among 1,000 is written on the box, and the clock stops when somebody who waits in Dropbox (longpoll) is told; or it changes in Dropbox, and the clock stops when it stands on the disk. 30 edits of each, one after the other, the agent at rest before each.',
  async measure(bench) {
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    const shape = { files: bench.scaled(1_000), folders: bench.scaled(50), bytes: 2048, seed: bench.seed }
    const box = await syncedBox(scope, dropbox, [shape])
    const { account } = box
    const here = join(box.folder, 'project', 'edited.bin')
    writeFileSync(here, 'before the first edit')
    await box.upToDate(shape.files + 1)
    const count = Math.max(3, Math.min(edits, bench.scaled(edits) * bench.times))
    for (const { variant, settings } of variants)
      for (let round = 0; round < count; round++) {
        await box.upToDate(shape.files + 1)
        await untilQuiet(dropbox)
        const content = randomBytes(bench.seed, round, 2048 + round)
        const told = variant === 'Dropbox to box' ? undefined : await nextChange(dropbox, account)
        let ms = 0
        const measured = await measure(dropbox, settings, async () => {
          if (told === undefined) {
            const arrived = onDisk(here, content.length)
            await account.user.upload({ path: '/project/edited.bin', mode: 'overwrite' }, content)
            const began = performance.now()
            ms = Math.max(0, (await arrived) - began)
          } else {
            const began = performance.now()
            writeFileSync(here, content)
            ms = (await told()) - began
          }
          return undefined
        })
        bench.note({ variant, contestant: agentName, round }, measured, { milliseconds: ms })
      }
  },
  judge: (runs) => variants.flatMap(({ variant, goal }) => lineOf(runs, variant, goal)),
  plots: [{ title: 'From an edit to the other side', figure: 'milliseconds', unit: 'ms' }],
}

function lineOf(runs: readonly Run[], variant: string, goal: number): Line[] {
  const values = valuesOf(runs, 'milliseconds', { variant })
  if (values.length === 0) return []
  const { median } = spreadOf(values)
  return [
    {
      what: variant,
      goal: `at most ${Math.round(goal)} ms in the middle`,
      measured: `${shown(spreadOf(values), 'ms')}, 95th percentile ${Math.round(percentileOf(values, 95))} ms`,
      reached: median <= goal,
    },
  ]
}

/** Begins to wait for the next change in a Dropbox; gives a wait for the moment in which it was told. */
async function nextChange(dropbox: BenchDropbox, { user }: Account): Promise<() => Promise<number>> {
  const latest = await user.call('list_folder/get_latest_cursor', { path: '', recursive: true })
  const told = sendTo(dropbox.url, '/2/files/list_folder/longpoll', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cursor: latest?.['cursor'], timeout: 60 }),
  }).then(() => performance.now())
  return () => told
}

/** When a file has got this size, which it is given in one piece. */
async function onDisk(file: string, size: number): Promise<number> {
  const watcher = watch(join(file, '..'))
  try {
    // For a moment nothing has that name: the old file is put aside first.
    while (statSync(file, { throwIfNoEntry: false })?.size !== size) await once(watcher, 'change')
    return performance.now()
  } finally {
    watcher.close()
  }
}
