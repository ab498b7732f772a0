import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
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

/** What a declaration begins with, up to its name. */
const nameIn = (declaration: string | undefined): string | undefined =>
  /^[\w $]+/.exec(declaration ?? '')?.[0].trim()

test('every patch of a historic bug changes the declaration that it was made for, not one that looks like it', (t) => {
  for (const { name } of historicBugs) {
    const patch = readFileSync(join(import.meta.dirname, `${name}.patch`), 'utf8')
    for (const part of patch.split(/^diff --git .*\n/m).slice(1)) {
      const file = /^\+\+\+ b\/(.*)$/m.exec(part)?.[1] ?? ''
      const source = readFileSync(join(project, file), 'utf8')
      for (const [, declaration, changed = ''] of part.matchAll(/^@@ .* @@ ?(.*)\n((?:[-+ ].*\n?)+)/gm)) {
        const places = source.split(changed.replaceAll(/^\+.*\n?/gm, '').replaceAll(/^[- ]/gm, ''))
        t.is(places.length, 2, `${name}: ${file} has these lines once`)
        const above = places[0]?.match(/^[\w$].*$/gm)?.at(-1)
        t.is(nameIn(above), nameIn(declaration), `${name}: ${file}`)
      }
    }
  }
})
