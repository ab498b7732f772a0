import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { filesOf, filesToRun, groupNames } from './groups.ts'

const root = join(import.meta.dirname, '..', '..')
const run = filesToRun()

test('every test file is run once: by itself, or in one group', (t) => {
  const grouped = groupNames.flatMap(filesOf).map((file) => `test/${file}`)
  const apart = run.filter((file) => file.endsWith('.test.ts'))
  t.deepEqual([...grouped, ...apart].sort(), globSync('test/**/*.test.ts', { cwd: root }).sort())
})

test('every group is run, has several files, and few of those that start installed programs', (t) => {
  for (const group of groupNames) {
    const file = `test/together/${group}.together.ts`
    t.true(run.includes(file) && existsSync(join(root, file)), group)
    t.true(filesOf(group).length > 1, group)
  }
  t.deepEqual(
    globSync('test/together/*.together.ts', { cwd: root }).sort(),
    groupNames.map((group) => `test/together/${group}.together.ts`).sort(),
  )
  const everything = groupNames.flatMap(filesOf)
  t.true(everything.includes('runtime/core/visible.test.ts'))
  t.false(everything.includes('cli/dropbox/status.test.ts'))
})
