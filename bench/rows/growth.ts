import { cpSync, existsSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { createScope, type Scope } from '../../test/chaos/scope.ts'
import { agent, agentName } from '../contestants/agent.ts'
import { rounded } from '../report/figures.ts'
import { exponentOf } from '../report/statistics.ts'
import type { Row, Run } from '../row.ts'
import { type BenchDropbox, openDropbox } from '../stage/dropbox.ts'
import { type Measured, measure } from '../stage/measure.ts'
import { fastCommits } from '../stage/settings.ts'
import { type SyncedBox, syncedBox } from '../stage/synced-box.ts'
import { addTree, pathsOf, type TreeShape } from '../stage/tree.ts'

const settings = fastCommits
const sizes = [100, 1_000, 10_000] as const
const mayGrow = 1.1

type Work = (scope: Scope, dropbox: BenchDropbox, shape: TreeShape) => Promise<Measured>

/** Each of the other rows, at a size of its own. */
const works: Readonly<Record<string, Work>> = {
  up: async (_, dropbox, shape) => agent.up({ dropbox, account: await dropbox.account(), settings, shape }),
  async down(_, dropbox, shape) {
    const account = await dropbox.account()
    await addTree(account.user, shape)
    return await agent.down({ dropbox, account, settings, shape })
  },
  rename: synced(async (box, { files }) => {
    renameSync(join(box.folder, 'project'), join(box.folder, 'renamed'))
    await box.until(async (control) =>
      (await control.remote('')).some((item) => item.path === '/renamed' && item.files === files),
    )
  }),
  touch: synced(async (box, shape) => {
    for (const path of pathsOf(shape)) utimesSync(join(box.folder, path), new Date(), new Date())
    await using control = await box.control()
    await control.rescan()
    await box.upToDate(shape.files)
  }),
  copy: synced(async (box, { files }) => {
    cpSync(join(box.folder, 'project'), join(box.folder, 'copy'), { recursive: true })
    await box.upToDate(2 * files)
  }),
  delete: synced(
    async (box, { files }) => {
      rmSync(join(box.folder, 'project'), { recursive: true })
      await box.until(
        async (control) =>
          !existsSync(join(box.folder, 'project')) &&
          (await control.report()).files === 3 * files &&
          (await control.remote('')).length === 1,
      )
    },
    // So many more files lie there that this deletion needs no word of a person.
    (shape) => [{ ...shape, files: 3 * shape.files, folders: 3 * shape.folders, top: 'kept' }],
  ),
  'full scan': synced(async (box) => {
    await using control = await box.control()
    await control.rescan()
  }),
  async start(scope, dropbox, shape) {
    const box = await syncedBox(scope, dropbox, [shape])
    await box.stop()
    return await measure(dropbox, settings, async () => {
      await box.start()
      await box.upToDate(shape.files)
      return await box.usage()
    })
  },
}

export const growth: Row = {
  name: 'growth',
  title: 'How cost grows',
  about:
    'The work of the other rows with 100, 1,000 and 10,000 files, by the agent alone. The exponent k of cost = c · files^k, by least squares on the logarithms: 1 is proportional, 0 is constant.',
  async measure(bench) {
    for (let round = 0; round < bench.times; round++)
      for (const [variant, work] of Object.entries(works))
        for (const size of sizes) {
          await using scope = createScope()
          const dropbox = await openDropbox(scope)
          const files = Math.max(20, bench.scaled(size))
          const shape = { files, folders: Math.ceil(files / 20), bytes: 2048, seed: bench.seed + round }
          const measured = await work(scope, dropbox, shape)
          bench.note({ variant, contestant: agentName, round }, measured, { files })
        }
  },
  judge: (runs) =>
    Object.keys(works).map((variant) => {
      const exponents = ['seconds', 'cpuSeconds', 'requests'].map((figure) =>
        exponentOf(pointsOf(runs, variant, figure)),
      )
      const [seconds, cpu, requests] = exponents.map((k) => (k === undefined ? 'unknown' : rounded(k)))
      return {
        what: variant,
        goal: `no exponent above ${mayGrow}`,
        measured: `time ${seconds}, CPU ${cpu}, requests ${requests}`,
        reached: exponents.every((k) => k === undefined || k <= mayGrow),
      }
    }),
  plots: [
    { title: 'Time', figure: 'seconds', unit: 's', over: 'files' },
    { title: 'CPU time of the agent', figure: 'cpuSeconds', unit: 's', over: 'files' },
    { title: 'Requests', figure: 'requests', unit: '', over: 'files' },
  ],
}

/** On a box where everything is in sync at first. */
function synced(
  work: (box: SyncedBox, shape: TreeShape) => Promise<void>,
  more: (shape: TreeShape) => readonly TreeShape[] = () => [],
): Work {
  return async (scope, dropbox, shape) => {
    const box = await syncedBox(scope, dropbox, [shape, ...more(shape)])
    return await measure(dropbox, settings, () => box.during(() => work(box, shape)))
  }
}

function pointsOf(runs: readonly Run[], variant: string, figure: string) {
  return runs
    .filter((run) => run.variant === variant)
    .map(({ figures }) => ({ work: figures['files'] ?? 0, cost: figures[figure] ?? 0 }))
}
