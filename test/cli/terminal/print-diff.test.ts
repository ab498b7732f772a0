import test from 'ava'
import { printDiff } from '../../../cli/terminal/print-diff.ts'

function output(shown: boolean) {
  const printed: string[] = []
  return {
    printed,
    terminal: {
      shown,
      print: (text: string) => void printed.push(text),
      pour: async (content: Uint8Array) => void printed.push(Buffer.from(content).toString()),
      style: (format: unknown, text: string) => `<${String(format)}>${text}`,
    },
  }
}

const lines = ['--- a', '+++ b', '@@ -1,2 +1,2 @@', ' same\t\x1b[31m', '-old\r', '+new\u202e']

test('a diff goes to a file or another program as it is', async (t) => {
  const { terminal, printed } = output(false)
  await printDiff(terminal, lines)
  t.deepEqual(printed, [`${lines.join('\n')}\n`])
  await printDiff(terminal, [])
  t.is(printed.length, 1)
})

test('on a terminal a diff has colours of ours, and none of the file', async (t) => {
  const { terminal, printed } = output(true)
  await printDiff(terminal, lines)
  t.deepEqual(printed, [
    ...['<bold>--- a', '<bold>+++ b', '<cyan>@@ -1,2 +1,2 @@'],
    ...[' same\t?[31m', '<red>-old^M', '<green>+new?'],
  ])
})
