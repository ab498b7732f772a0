import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  haltsAhead,
  type RememberedRoot,
  rememberedIn,
  tellHalts,
} from '../../../../runtime/agent/doctor/roots.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { temporaryFolder } from '../../local/temporary-folder.ts'
import { syncedFile, syncedFolder } from '../../store/entries.ts'
import { memoryStore } from '../../store/memory-store.ts'

const identity = 'a'.repeat(32)

async function remembered(t: ExecutionContext, more: Partial<RememberedRoot> = {}): Promise<RememberedRoot> {
  const target = join(await temporaryFolder(t), 'root')
  mkdirSync(target)
  writeFileSync(join(target, 'a'), '')
  const { folder } = await establishRoot(nodeFiles(), target, { identity, generation: 3 })
  return {
    ...{ path: '/code', target, identity, generation: 3, ...folder, behind: undefined, files: 1 },
    ...more,
  }
}

for (const [what, more, damage, reason] of [
  ['as it was', {}, () => undefined, undefined],
  ['missing', {}, (target) => rmSync(target, { recursive: true }), 'root-missing'],
  [
    'without its marker',
    {},
    (target) => rmSync(join(target, '.dropbox.cache'), { recursive: true }),
    'marker-lost',
  ],
  ['another one', { identity: 'b'.repeat(32) }, () => undefined, 'marker-lost'],
  ['rolled back', { generation: 5 }, () => undefined, 'rolled-back'],
  ['behind, since the agent was killed just then', { generation: 4, behind: 3 }, () => undefined, undefined],
] as const satisfies readonly (readonly [
  string,
  Partial<RememberedRoot>,
  (target: string) => void,
  string | undefined,
])[]) {
  test(`a folder that is ${what} ${reason === undefined ? 'stops nothing' : `will halt a start: ${reason}`}`, async (t) => {
    const root = await remembered(t, more)
    damage(root.target)
    const halts = await haltsAhead(nodeFiles(), [root])
    t.deepEqual(
      halts.map((halt) => halt.reason),
      reason === undefined ? [] : [reason],
    )
    for (const { verdict, found } of tellHalts(halts)) {
      t.is(verdict, 'wrong')
      t.regex(found, /dropbox \w+/)
    }
  })
}

test('files of linked folders are not looked for in the Dropbox folder', async (t) => {
  const top = await remembered(t, { path: '' })
  const code = await remembered(t)
  const store = memoryStore()
  for (const { behind, files, ...root } of [top, code]) store.putRoot(root)
  store.setSynced('/code', syncedFolder('/code'))
  for (const path of ['/a', '/b', '/code/c']) store.setSynced(path, syncedFile(path))
  const known = rememberedIn(store)
  t.deepEqual(
    known.map(({ path, files }) => [path, files]),
    [
      ['', 2],
      ['/code', 1],
    ],
  )
  for (const { target } of known)
    for (const name of ['a', '.dropbox.cache']) rmSync(join(target, name), { recursive: true })
  t.like(await haltsAhead(nodeFiles(), known), [
    { reason: 'root-emptied', path: '', files: 2 },
    { reason: 'root-emptied', path: '/code', files: 1 },
  ])
})
