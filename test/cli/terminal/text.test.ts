import test from 'ava'
import { harmless, harmlessJson, moment, visible, wrap } from '../../../cli/terminal/text.ts'

test('text is wrapped between words', (t) => {
  t.deepEqual(wrap('a bb  ccc\ndddd', 4), ['a bb', 'ccc', 'dddd'])
  t.deepEqual(wrap('incomprehensibility is', 5), ['incomprehensibility', 'is'])
  t.deepEqual(wrap('', 5), [])
})

test('a name cannot move the cursor, forge a line or turn the text around', (t) => {
  t.is(visible('ordinary näme 日本.txt'), 'ordinary näme 日本.txt')
  t.is(visible('a\nb\x1b[2Jc\x9bd\u202ee\u2028f'), 'a\\nb\\x1b[2Jc\\x9bd\\u202ee\\u2028f')
})

test('what comes with an error keeps its lines and our colours, and nothing else that a terminal obeys', (t) => {
  t.is(harmless('\x1b[1mtwo\nlines\x1b[0m\tend'), '\x1b[1mtwo\nlines\x1b[0m\tend')
  t.is(harmless('a\x1b[2Jb\x1b]0;owned\x07c\rd\x9b31me\x9b[0mf\u202e'), 'a?[2Jb?]0;owned?c?d?31me?[0mf?')
})

test('JSON holds nothing that a terminal obeys, and is the same value', (t) => {
  const value = { 'na\x1bme': 'a\x9b2J\u202e\u2028\x7f\u200b' }
  const text = harmlessJson(value)
  t.false(/[\p{Cc}\p{Zl}\p{Bidi_Control}]/u.test(text))
  t.deepEqual(JSON.parse(text), value)
})

test("a moment is told in the box's own time, to the minute", (t) => {
  t.is(moment(new Date(2026, 10, 21, 5, 4, 59).getTime()), '2026-11-21 05:04')
})
