import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { haltsAhead, type RememberedRoot, tellHalts } from '../../../../runtime/agent/doctor/roots.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { temporaryFolder } from '../../local/temporary-folder.ts'

const identity = 'a'.repeat(32)

async function remembered(t: ExecutionContext, more: Partial<RememberedRoot> = {}): Promise<RememberedRoot> {
  const target = join(await temporaryFolder(t), 'root')
  mkdirSync(target)
  writeFileSync(join(target, 'a'), '')
  const { device, inode } = await establishRoot(nodeFiles(), target, { identity, generation: 3 })
  return { ...{ path: '/code', target, identity, generation: 3, device, inode, behind: undefined }, ...more }
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
    const halts = await haltsAhead(nodeFiles(), [root], 1)
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
