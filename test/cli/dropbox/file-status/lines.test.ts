import test from 'ava'
import { nameLines, statusLines } from '../../../../cli/dropbox/file-status/lines.ts'
import type { Style } from '../../../../cli/terminal/terminal.ts'

const plain = (_: Style, text: string) => text
const stands = (...names: string[]) => names.map((name) => ({ name, status: 'up to date' as const }))

test('how files stand is told as dropbox.py tells it', (t) => {
  t.deepEqual(
    statusLines([
      { name: 'a', status: 'syncing' },
      { name: 'notes.txt', status: undefined },
      { name: 'b\u001b[31m', status: 'selsync' },
    ]),
    ['a:         syncing', "notes.txt: File doesn't exist", String.raw`b\x1b[31m: selsync`],
  )
})

test('names stand one below the other where no width is known, and down the columns where one is', (t) => {
  t.deepEqual(nameLines([], 80, plain), ['<empty>'])
  t.deepEqual(nameLines(stands('a', 'b'), undefined, plain), ['a', 'b'])
  t.deepEqual(nameLines(stands('one', 'two', 'three', 'four', 'five'), 80, plain), [
    'one  two  three  four  five',
  ])
  t.deepEqual(nameLines(stands('one', 'two', 'three', 'four', 'five'), 14, plain), [
    'one    four',
    'two    five',
    'three',
  ])
  t.deepEqual(nameLines(stands('a long name', 'b'), 5, plain), ['a long name', 'b'])
})

test('colours tell how each stands, and take no room', (t) => {
  const style = (format: Style, text: string) => `<${[format].flat().join(' ')}>${text}`
  t.deepEqual(
    nameLines(
      [
        { name: 'a', status: 'up to date' },
        { name: 'bbb', status: 'syncing' },
        { name: 'c', status: 'unsyncable' },
        { name: 'd', status: 'selsync' },
        { name: 'e', status: 'ignored' },
        { name: 'f', status: undefined },
      ],
      40,
      style,
    ),
    ["<green bold>a  <cyan bold>bbb  <bgRed bold>c  <white bold>d  e  f (File doesn't exist!)"],
  )
})
