import test from 'ava'
import type { Verdict } from '../../../../runtime/core/plan/verdict.ts'
import { whatIsBelow } from '../../../../runtime/core/safety/whole-folders.ts'
import { createWorld, type World } from '../plan/world.ts'

function synced(...paths: string[]): World {
  const world = createWorld()
  for (const path of paths) world.writeLocal(path, path)
  world.settle()
  return world
}

const goes: Verdict = { kind: 'delete-remote' }

for (const [what, verdict, below] of [
  ['all goes', goes, 'goes'],
  ['one stays', { kind: 'fetch' }, 'stays'],
  ['one has no verdict, being settled', undefined, 'stays'],
  ['one waits', { kind: 'wait' }, 'waits'],
  ['one is still to be forgotten', { kind: 'forget' }, 'waits'],
  ['one stands where it cannot sync', { kind: 'hold', reason: 'displaced', now: '/d\\' }, 'waits'],
  ['one is held for good', { kind: 'hold', reason: 'name' }, 'stays'],
  ['one is kept out by a rule of the box, and is in Dropbox', { kind: 'ignore' }, 'stays'],
] as const)
  test(`where ${what}, a folder in Dropbox ${below}`, (t) => {
    const { view, planRules } = synced('/d/one', '/d/two')
    const rules = { ...planRules, moving: () => false }
    const verdicts = new Map<string, Verdict>([['/d/one', goes]])
    if (verdict !== undefined) verdicts.set('/d/two', verdict)
    t.is(whatIsBelow('/d', 'remote', 'delete-remote', view, rules, verdicts), below)
  })

test('what is on the other side alone does not count, and what moves is waited for', (t) => {
  const { view, planRules, remote } = synced('/d/one', '/d/two')
  remote.delete('/d/two')
  const verdicts = new Map<string, Verdict>([['/d/one', goes]])
  const of = (moving: (path: string) => boolean): string =>
    whatIsBelow('/d', 'remote', 'delete-remote', view, { ...planRules, moving }, verdicts)
  t.is(
    of(() => false),
    'goes',
  )
  t.is(
    of((path) => path === '/d/one'),
    'waits',
  )
})

test('on the box a folder that holds ignored things is not empty', (t) => {
  const { view, planRules, local } = synced('/d/one')
  const folder = local.get('/d')
  if (folder?.kind !== 'folder') return t.fail()
  local.set('/d', { ...folder, holdsIgnored: true })
  const rules = { ...planRules, moving: () => false }
  const verdicts = new Map<string, Verdict>([['/d/one', { kind: 'delete-local' }]])
  t.is(whatIsBelow('/d', 'local', 'delete-local', view, rules, verdicts), 'ignored')
})
