import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import test from 'ava'

const project = resolve(import.meta.dirname, '..')
const page = readFileSync(join(project, 'docs/reliability.md'), 'utf8')
const rows = page.split('\n').flatMap((line) => {
  const cells = line.split('|').map((cell) => cell.trim())
  return /^\d+$/.test(cells[1] ?? '') ? [{ number: Number(cells[1]), shown: cells[4] ?? '' }] : []
})

test('the page on reliability has a row for each of the 31 hazards, and each names a test that is there', (t) => {
  t.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: 31 }, (_, index) => index + 1),
  )
  for (const { number, shown } of rows) {
    const reference = /^as (\d+)/.exec(shown)?.[1]
    const files = [...shown.matchAll(/`([^`]+\.test\.ts)`/g)].map((match) => match[1] ?? '')
    t.true(files.length > 0 || Number(reference) < number, `row ${number} names no test`)
    for (const file of files) t.true(existsSync(join(project, 'test', file)), `row ${number}: ${file}`)
  }
})

test('each command that the page names is a script of the package', (t) => {
  const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  const named = [...page.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '')
  t.true(named.length >= 8)
  for (const name of named) t.true(name in scripts, name)
})
