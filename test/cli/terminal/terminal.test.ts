import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import test from 'ava'
import { spinnerColor } from '../../../cli/terminal/spinner.ts'
import { createTerminal, type Surroundings, type Terminal } from '../../../cli/terminal/terminal.ts'

/** A terminal on streams; `output()` and `errors()` are what has been written. */
function terminalOn(input = '', traits: { isTTY?: boolean; columns?: number } = {}) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  stdin.end(input)
  for (const stream of [stdin, stdout, stderr]) Object.assign(stream, traits)
  const surroundings = { stdin, stdout, stderr, env: {} } as unknown as Surroundings
  const read = (stream: PassThrough) => () => String(stream.read() ?? '')
  return { terminal: createTerminal(surroundings), output: read(stdout), errors: read(stderr) }
}

function sayAll(terminal: Terminal): void {
  terminal.print('result')
  terminal.narrate('narration')
  terminal.warn('warning')
  terminal.detail('detail')
}

test('results and narration go to standard output, warnings and details to standard error', (t) => {
  const { terminal, output, errors } = terminalOn()
  sayAll(terminal)
  t.is(output(), 'result\nnarration\n')
  t.is(errors(), 'warning\n')
  terminal.setVerbosity('verbose')
  sayAll(terminal)
  t.is(errors(), 'warning\ndetail\n')
  terminal.setVerbosity('quiet')
  output()
  sayAll(terminal)
  t.is(output(), 'result\n')
})

test('without a terminal there are 80 columns, no styles and nobody to ask', async (t) => {
  const { terminal } = terminalOn()
  t.deepEqual([terminal.interactive, terminal.columns, terminal.style('red', 'x')], [false, 80, 'x'])
  await t.throwsAsync(terminal.askYesNo({ message: 'Sure?', initial: true }), {
    name: 'UsageError',
    message: 'Nobody is there to answer: Sure?',
  })
})

test('with one there are its columns', (t) => {
  const { terminal } = terminalOn('', { isTTY: true, columns: 123 })
  t.deepEqual([terminal.interactive, terminal.columns], [true, 123])
})

test('standard input is read line by line, whatever the line ends', async (t) => {
  const { terminal, output } = terminalOn('one\r\ntwo\n\nlast')
  t.is(await terminal.readLine(), 'one')
  t.is(await terminal.askLine('Second? '), 'two')
  t.is(output(), 'Second? ')
  t.is(await terminal.readLine(), '')
  t.is(await terminal.readLine(), 'last')
  t.is(await terminal.readLine(), undefined)
  t.is(await terminal.askLine(''), '')
})

// The terminals of `docker exec -t`, expect and build servers often have no size; ora never comes to an end in them.
test('a spinner in a terminal of no size only runs the work', async (t) => {
  const { terminal, errors } = terminalOn('', { isTTY: true, columns: 0 })
  t.is(await terminal.spin('working', async () => 42), 42)
  t.is(errors(), '')
})

test('a spinner has a colour only where its terminal is to show colours', (t) => {
  const streamOf = (depth: number) =>
    Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => depth }) as unknown as WriteStream
  t.is(spinnerColor(streamOf(4)), 'cyan')
  // As a terminal answers where NO_COLOR is set.
  t.is(spinnerColor(streamOf(1)), false)
})

test('a spinner without a terminal only runs the work, and passes its result or failure on', async (t) => {
  const { terminal, errors } = terminalOn()
  const work = async (show: (text: string) => void) => {
    show('still')
    return 42
  }
  t.is(await terminal.spin('working', work), 42)
  await t.throwsAsync(
    terminal.spin('working', async () => {
      throw new Error('broken')
    }),
    { message: 'broken' },
  )
  t.is(errors(), '')
})
