import test from 'ava'
import { rulesIn, withoutRules, withRules } from '../../../../runtime/core/ignore/edit-rules.ts'

const text = '# what tools make\n*.log\n\nbuild/ \n*.log'

test('the rules of a file are its lines without comments and empty ones', (t) => {
  t.deepEqual(rulesIn(text), [
    { line: 2, rule: '*.log' },
    { line: 4, rule: 'build/' },
    { line: 5, rule: '*.log' },
  ])
})

test('rules are added at the end, once each, in the line ends that the file has', (t) => {
  t.is(withRules('', ['a', 'b', 'a']), 'a\nb\n')
  t.is(withRules(text, ['dist/']), `${text}\ndist/\n`)
  t.is(withRules('a\r\n', ['b']), 'a\r\nb\r\n')
  t.is(withRules(text, ['build/']), text)
})

test('a rule is removed wherever it stands, and everything else stays as it is', (t) => {
  t.is(withoutRules(text, ['*.log']), '# what tools make\n\nbuild/ \n')
  t.is(withoutRules(text, ['build/']), '# what tools make\n*.log\n\n*.log')
  t.is(withoutRules('# a\na\n', ['# a']), '# a\na\n')
})
