import test from 'ava'
import { createScreen } from './screen.ts'

const shows = (...written: string[]): string => {
  const screen = createScreen(10, 4)
  for (const text of written) screen.write(text)
  return screen.text()
}

test('lines stand one below the other', (t) => {
  t.is(shows('one\r\ntwo\r\n'), 'one\ntwo')
})

test('what is written over is gone', (t) => {
  t.is(shows('question\r', 'answer\u001b[K'), 'answer')
  t.is(shows('one\r\ntwo', '\u001b[1A', '\u001b[2G', 'XX'), 'oXX\ntwo')
})

test('lines are erased upwards as prompts do it', (t) => {
  t.is(shows('? list\r\n a\r\n b', '\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K\u001b[G', '✔ b'), '✔ b')
})

test('wrapped lines are joined', (t) => {
  t.is(shows('0123456789abc\r\nnext'), '0123456789abc\nnext')
})

test('a full line that is not continued ends where it ends', (t) => {
  t.is(shows('0123456789\r\nnext'), '0123456789\nnext')
})

test('lines leave at the top', (t) => {
  t.is(shows('1\r\n2\r\n3\r\n4\r\n5'), '2\n3\n4\n5')
})

test('colours and the cursor are not shown, also when they come in two halves', (t) => {
  t.is(shows('\u001b[?25l\u001b[1', ';32mgreen\u001b[0m'), 'green')
})

test('a cleared screen is empty', (t) => {
  t.is(shows('old\r\nolder', '\u001b[2J\u001b[H', 'new'), 'new')
})
