import { execFileSync } from 'node:child_process'
import test from 'ava'
import { shellWord, visible, visibleBytes } from '../../../runtime/core/visible.ts'

test('what a terminal obeys is written out, and two names stay two', (t) => {
  t.is(visible('a\nb'), 'a\\nb')
  t.is(visible('a\tb\r\x1b[2J\x07\x7f\x9b'), 'a\\tb\\r\\x1b[2J\\x07\\x7f\\x9b')
  t.is(visible('a\u202eb\u2028c\u2066'), 'a\\u202eb\\u2028c\\u2066')
  t.is(visible(visible('näme\n日本')), visible('näme\n日本'))
})

test('bytes that are no UTF-8 are written out one by one, and what is UTF-8 stays', (t) => {
  const shown = (...parts: (string | number[])[]) =>
    visibleBytes(Buffer.concat(parts.map((part) => Buffer.from(part))))
  t.is(shown('caf', [0xe9], '.txt'), 'caf\\xe9.txt')
  t.is(shown('é日😀\n\ufeff', [0x80, 0xf0, 0x9f], 'a'), 'é日😀\\n\ufeff\\x80\\xf0\\x9fa')
  t.is(shown([0xed, 0xa0, 0x80]), '\\xed\\xa0\\x80')
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
