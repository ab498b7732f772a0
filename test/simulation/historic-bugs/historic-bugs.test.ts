import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { historicBugs } from './historic-bugs.ts'

const project = resolve(import.meta.dirname, '../../..')

test('every historic bug has a patch, and every patch is told of', (t) => {
  const patches = globSync('*.patch', { cwd: import.meta.dirname }).map((file) => basename(file, '.patch'))
  t.deepEqual(patches.sort(), historicBugs.map(({ name }) => name).sort())
})

test('every patch of a historic bug still applies; one that does not is to be made anew, or left out for a reason', async (t) => {
  const check = promisify(execFile)
  for (const { name } of historicBugs) {
    const patch = join(import.meta.dirname, `${name}.patch`)
    await t.notThrowsAsync(check('git', ['apply', '--check', patch], { cwd: project }), name)
  }
})
