import test from 'ava'
import { findRule } from '../../../../runtime/core/ignore/find-rule.ts'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'

const texts = [
  { name: 'defaults', text: '# comment\nnode_modules/\n*.tmp\n' },
  { name: '.mignore', text: '!keep.tmp\n/only-top\nlogs/*.log\r\n\\#hash\n' },
]

for (const [path, isFolder, expected] of [
  ['a/node_modules', true, 'defaults:2 node_modules/'],
  ['a/node_modules/x/y', false, 'defaults:2 node_modules/'],
  ['node_modules', false, undefined],
  ['x.tmp', false, 'defaults:3 *.tmp'],
  ['KEEP.tmp', false, undefined],
  ['only-top', false, '.mignore:2 /only-top'],
  ['a/only-top', false, undefined],
  ['logs/a.log', false, '.mignore:3 logs/*.log'],
  ['#hash', false, '.mignore:4 \\#hash'],
  ['plain', false, undefined],
] as const) {
  test(`${path} ${expected === undefined ? 'is kept out by no line' : `is kept out by ${expected}`}, as the rules themselves say`, (t) => {
    const found = findRule(texts, path, isFolder)
    t.is(found && `${found.name}:${found.line} ${found.rule}`, expected)
    const rules = ignoreRules(
      texts.map(({ text }) => text),
      { repositories: 'synced' },
    )
    t.is(rules.ignores(path, isFolder), expected !== undefined)
  })
}
