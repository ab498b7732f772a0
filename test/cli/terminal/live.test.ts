import { PassThrough } from 'node:stream'
import test from 'ava'
import { live } from '../../../cli/terminal/live.ts'

test('live lines are replaced in their place, leave nothing behind, and are never wrapped', (t) => {
  const stream = new PassThrough()
  const lines = live(stream as unknown as NodeJS.WriteStream)
  const written = () => String(stream.read() ?? '')
  lines.clear()
  t.is(written(), '')
  lines.draw(['one', 'two'])
  t.is(written(), '\x1b[?7lone\ntwo\n\x1b[?7h')
  lines.draw(['three'])
  t.is(written(), '\x1b[2A\r\x1b[J\x1b[?7lthree\n\x1b[?7h')
  lines.clear()
  t.is(written(), '\x1b[1A\r\x1b[J')
  lines.draw([])
  t.is(written(), '')
})
