import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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
const limits = { home: '/nobody', forbidden: [] }

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
    const halts = await haltsAhead(nodeFiles(), [root], limits)
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
  t.like(await haltsAhead(nodeFiles(), known, limits), [
    { reason: 'root-emptied', path: '', files: 2 },
    { reason: 'root-emptied', path: '/code', files: 1 },
  ])
})

test('a link that leads where it may not will halt a start, one that is gone or leads to another folder does not', async (t) => {
  const home = await temporaryFolder(t)
  const top = await remembered(t, { path: '' })
  const code = await remembered(t)
  const link = join(top.target, 'code')
  const ahead = () => haltsAhead(nodeFiles(), [code, top], { home, forbidden: [] })
  const lead = (to: string): void => {
    symlinkSync(to, join(home, 'new link'))
    renameSync(join(home, 'new link'), link)
  }
  lead(code.target)
  t.deepEqual(await ahead(), [])
  lead(home)
  const refused = { reason: 'link-refused', path: '/code', target: code.target, why: 'home' } as const
  t.deepEqual(await ahead(), [refused])
  rmSync(code.target, { recursive: true })
  lead(code.target)
  t.deepEqual(await ahead(), [{ reason: 'root-missing', path: '/code', target: code.target }])
  mkdirSync(join(home, 'other'))
  lead(join(home, 'other'))
  t.deepEqual(await ahead(), [])
  rmSync(link)
  t.deepEqual(await ahead(), [])
})
