import { join } from 'node:path'
import test from 'ava'
import { emptyBox } from '../../installed/box.ts'
import { inTerminal } from '../../installed/terminal.ts'

const asking = `${process.execPath} ${join(import.meta.dirname, 'asking.ts')}`

test('a person answers by typing and choosing', async (t) => {
  const terminal = await inTerminal(t, await emptyBox(t), asking)
  await terminal.shows('Which key?')
  await terminal.type('ab')
  await terminal.press('Enter')
  await terminal.shows('A key has three letters.')
  await terminal.type('c')
  await terminal.press('Enter')
  await terminal.shows('Sure?')
  await terminal.type('y')
  await terminal.press('Enter')
  await terminal.shows('Which one?')
  await terminal.press('Down', 'Down', 'Enter')
  await terminal.shows('Which ones?')
  await terminal.press('Space', 'Enter')
  const { screen, exitCode } = await terminal.ended()
  t.true(screen.includes('{"key":"abc","sure":true,"one":5,"many":[3,5]}'), screen)
  t.is(exitCode, 7)
})

test('Ctrl-C at a question ends the program with 130 and no further word', async (t) => {
  const terminal = await inTerminal(t, await emptyBox(t), asking)
  await terminal.shows('Which key?')
  await terminal.press('C-c')
  const { screen, exitCode } = await terminal.ended()
  t.is(exitCode, 130)
  t.notRegex(screen, /error|at |force/i)
})

test('a spinner turns while the work goes on, and Ctrl-C lets the work clean up', async (t) => {
  const terminal = await inTerminal(
    t,
    await emptyBox(t),
    `${process.execPath} ${join(import.meta.dirname, 'waiting.ts')}`,
  )
  await terminal.shows('really waiting')
  await terminal.press('C-c')
  const { screen, exitCode } = await terminal.ended()
  t.is(exitCode, 130)
  t.true(screen.includes('cleaned up'))
  t.false(screen.includes('really waiting'))
})
