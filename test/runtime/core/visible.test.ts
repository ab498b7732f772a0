import { execFileSync } from 'node:child_process'
import test from 'ava'
import { shellWord, visible } from '../../../runtime/core/visible.ts'

test('what a terminal obeys is written out, and two names stay two', (t) => {
  t.is(visible('a\nb'), 'a\\nb')
  t.is(visible('a\tb\r\x1b[2J\x07\x7f\x9b'), 'a\\tb\\r\\x1b[2J\\x07\\x7f\\x9b')
  t.is(visible('a\u202eb\u2028c\u2066'), 'a\\u202eb\\u2028c\\u2066')
  t.is(visible(visible('näme\n日本')), visible('näme\n日本'))
})

test('a word for the shell is the name again when it is typed', (t) => {
  const names = ['plain-1.txt', 'two words', "it's", 'a\nb', "a\n'\\b", 'a\x1b[31mé', 'a\u202eb\u2028c']
  for (const name of names) {
    const word = shellWord(name)
    t.notRegex(word, /[\p{Cc}\p{Zl}\p{Bidi_Control}]/u)
    t.is(
      execFileSync('bash', ['--norc', '-c', `printf %s ${word}`], {
        encoding: 'utf8',
        env: { LC_ALL: 'C.UTF-8' },
      }),
      name,
    )
  }
})
