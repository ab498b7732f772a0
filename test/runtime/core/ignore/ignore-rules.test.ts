import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'

const keptOut = { repositories: 'kept-out' } as const
const defaults = readFileSync(join(import.meta.dirname, '../../../../templates/default.mignore'), 'utf8')

test('rules follow gitignore', (t) => {
  const rules = ignoreRules(['# heavy\nbuild/\n*.log\n!keep.log\n/top\ndocs/**/*.tmp\n'], keptOut)
  for (const [path, isFolder, ignored] of [
    ['build', true, true],
    ['build', false, false],
    ['a/build', true, true],
    ['a/build/b/c', false, true],
    ['x.log', false, true],
    ['a/keep.log', false, false],
    ['top', false, true],
    ['a/top', false, false],
    ['docs/a/b.tmp', false, true],
    ['b.tmp', false, false],
    ['', true, false],
  ] as const)
    t.is(rules.ignores(path, isFolder), ignored, `${path} ${isFolder ? 'folder' : 'file'}`)
})

test('a later text lifts what an earlier one keeps out', (t) => {
  const rules = ignoreRules([defaults, '!node_modules/\n'], keptOut)
  t.false(rules.ignores('node_modules', true))
  t.false(rules.ignores('node_modules/left-pad/index.js', false))
  t.true(rules.ignores('.venv', true))
})

test('rules compare names as Dropbox does: no capitals, no normal forms', (t) => {
  const rules = ignoreRules(['Caf\u00e9/\n'], keptOut)
  t.true(rules.ignores('cafe\u0301', true))
  t.true(rules.ignores('CAF\u00c9', true))
})

test('the internals of repositories are kept out whatever the files say, unless the person insists', (t) => {
  const insisted = { repositories: 'synced' } as const
  for (const name of ['.git', '.hg', '.svn', '.jj', '.bzr']) {
    for (const path of [name, `a/${name}`, `a/${name}/objects`])
      for (const text of ['', `!${name}\n!**/${name}/**\n`]) {
        t.true(ignoreRules([text], keptOut).ignores(path, true), path)
        t.false(ignoreRules([text], insisted).ignores(path, true), path)
      }
  }
  t.false(ignoreRules([], keptOut).ignores('.github', true))
  t.false(ignoreRules([], keptOut).ignores('a.git', true))
})

test('the ignore file of Dropbox stays on its machine, ours syncs', (t) => {
  const rules = ignoreRules([], keptOut)
  t.true(rules.ignores('rules.dropboxignore', false))
  t.false(rules.ignores('a/rules.dropboxignore', false))
  t.false(rules.ignores('.mignore', false))
})

test('the default file keeps out what tools make again, and nothing that people write', (t) => {
  const rules = ignoreRules([defaults], keptOut)
  for (const folder of [
    'node_modules',
    'web/node_modules',
    '.venv',
    'src/__pycache__',
    'rust/target/debug',
    'java/target/classes',
    '.gradle',
    'ios/Pods',
  ])
    t.true(rules.ignores(folder, true), folder)
  for (const file of ['a.pyc', 'a/.notes.txt.swp', '#notes#', '.#notes'])
    t.true(rules.ignores(file, false), file)
  for (const file of [
    'target',
    'src/main.rs',
    'dist/index.js',
    'build/a',
    '.env',
    '.mignore',
    'a.swift',
    'C#',
    '#1.txt',
    'notes.txt~',
    'intro.swf',
  ])
    t.false(rules.ignores(file, false), file)
  for (const folder of ['target', 'llvm/Target', 'Pods', 'build', 'dist', 'env'])
    t.false(rules.ignores(folder, true), folder)
})

test('answers stay the same however many were asked before', (t) => {
  const rules = ignoreRules(['*.log\n'], keptOut)
  for (let index = 0; index < 45_000; index++) rules.ignores(`a/b${index}`, false)
  t.true(rules.ignores('a/x.log', false))
  t.false(rules.ignores('a/x.txt', false))
})

test('no text makes a rule fail, and what lies in an ignored folder is ignored', (t) => {
  const name = fc.string({ unit: fc.constantFrom(...'ab/*?[]!\\-^#. {}()+$|:'), minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(name, { maxLength: 5 }), fc.constantFrom('a', 'b', 'a/b'), (lines, folder) => {
      const rules = ignoreRules([lines.join('\n')], keptOut)
      return !rules.ignores(folder, true) || rules.ignores(`${folder}/b`, false)
    }),
    { numRuns: 2000 },
  )
  t.pass()
})
