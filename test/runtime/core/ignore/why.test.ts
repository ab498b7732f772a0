import test from 'ava'
import { whyIgnored } from '../../../../runtime/core/ignore/why.ts'

const texts = [
  { name: 'defaults', text: 'node_modules/\n*.tmp\n' },
  { name: '.mignore', text: '# mine\n!keep.tmp\nlogs/\n!logs/keep.txt\n' },
]
const keptOut = { repositories: 'kept-out' } as const

for (const [path, isFolder, expected] of [
  ['a/node_modules', true, 'rule defaults:1 node_modules/'],
  ['a/node_modules/x.js', false, 'rule defaults:1 node_modules/'],
  ['x.tmp', false, 'rule defaults:2 *.tmp'],
  ['keep.tmp', false, 'lifting-rule .mignore:2 !keep.tmp'],
  ['logs/keep.txt', false, 'rule .mignore:3 logs/'],
  ['a/.DS_Store', false, 'system-name'],
  ['a/.git/config', false, 'repository'],
  ['rules.dropboxignore', false, 'dropbox-ignore-file'],
  ['a/rules.dropboxignore', false, 'nothing'],
  ['plain', false, 'nothing'],
] as const) {
  test(`what decides about ${path} is ${expected}`, (t) => {
    const deciding = whyIgnored(texts, keptOut, path, isFolder)
    const rule =
      'rule' in deciding ? ` ${deciding.rule.name}:${deciding.rule.line} ${deciding.rule.rule}` : ''
    t.is(`${deciding.by}${rule}`, expected)
    t.is(deciding.ignored, !['nothing', 'lifting-rule'].includes(deciding.by))
  })
}

test('the insides of repositories are ignored only while a person does not insist on them', (t) => {
  t.false(whyIgnored(texts, { repositories: 'synced' }, '.git/config', false).ignored)
})
