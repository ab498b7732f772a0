import test from 'ava'
import {
  createCommandReader,
  type Received,
} from '../../../../runtime/agent/command-socket/command-reader.ts'
import {
  type Answer,
  formatAnswer,
  parseCommand,
  spellingsOf,
} from '../../../../runtime/agent/command-socket/protocol.ts'

/** What a reader makes of a text that comes in these pieces; values as lists. */
function received(...pieces: readonly (string | Uint8Array)[]): unknown[] {
  const reader = createCommandReader()
  const all: Received[] = []
  for (const piece of pieces) {
    reader.feed(Buffer.from(piece))
    for (let next = reader.next(); next !== undefined; next = reader.next()) all.push(next)
  }
  return all.map((one) => (typeof one === 'string' ? one : [one.name, ...one.values]))
}

for (const [lines, command] of [
  [['get_dropbox_status'], { name: 'get_dropbox_status', values: {} }],
  [['ignore_set_add', 'paths\t/a b\t/c'], { name: 'ignore_set_add', values: { paths: ['/a b', '/c'] } }],
  [['x', 'one\t1', 'two\t'], { name: 'x', values: { one: ['1'], two: [''] } }],
  [[], undefined],
  [[''], undefined],
  [['GET / HTTP/1.1'], undefined],
  [['x', 'path\t/a', 'b'], undefined],
  [['x', '\tvalue'], undefined],
  [['x', 'path\t/a', 'path\t/b'], undefined],
] as const)
  test(`a command of the lines ${JSON.stringify(lines)}`, (t) => {
    const parsed = parseCommand(lines)
    t.deepEqual(parsed && { ...parsed, values: Object.fromEntries(parsed.values) }, command as never)
  })

for (const [answer, text] of [
  [{ ok: true, values: {} }, 'ok\ndone\n'],
  [{ ok: true, values: { status: ['Up to date', 'so'] } }, 'ok\nstatus\tUp to date\tso\ndone\n'],
  [{ ok: true, values: { ignore_set: [] } }, 'ok\nignore_set\ndone\n'],
  [{ ok: true, values: { p: ['a\tb\nc\rd\u001b[2J'] } }, 'ok\np\ta\\tb\\nc\\rd\\033[2J\ndone\n'],
  [{ ok: false, sentences: ['No.', 'Not\n\nso.'] }, 'notok\nNo.\nNot\nso.\ndone\n'],
  [{ ok: false, sentences: [''] }, 'notok\nIt failed.\ndone\n'],
] as const satisfies readonly (readonly [Answer, string])[])
  test(`the answer ${JSON.stringify(answer)} on the wire`, (t) => t.is(formatAnswer(answer), text))

test('an answer never has so many lines that the script gives up', (t) => {
  const sentences = Array.from({ length: 50 }, (_, index) => `${index}`)
  t.true(formatAnswer({ ok: false, sentences }).split('\n').length <= 1 + 20 + 1)
})

test('a path with a backslash may be meant as it stands, or as the file managers escape it', (t) => {
  t.deepEqual(spellingsOf('/a b'), ['/a b'])
  t.deepEqual(spellingsOf('/a\\tb\\\\c\\"'), ['/a\\tb\\\\c\\"', '/a\tb\\c"'])
})

test('commands are cut out of what comes, however it comes', (t) => {
  const text = 'needs_link\ndone\nicon_overlay_file_status\npath\t/h/ü\ndone\nget'
  const expected = [['needs_link'], ['icon_overlay_file_status', ['path', ['/h/ü']]]]
  t.deepEqual(received(text), expected)
  t.deepEqual(received(...[...Buffer.from(text)].map((byte) => Uint8Array.of(byte))), expected)
})

test('after lines that make up no command the next one is understood', (t) => {
  t.deepEqual(received('x\npath\t/a\nb\ndone\nneeds_link\ndone\n'), ['malformed', ['needs_link']])
})

test('a line without end, and a command without end, are given up once, and nothing after them counts', (t) => {
  const million = 'x'.repeat(700_000)
  t.deepEqual(received(million, million, '\ndone\n', 'needs_link\ndone\n'), ['too-long'])
  t.deepEqual(received('x\n', 'k\tv\n'.repeat(100), 'done\n'), ['too-long'])
  t.deepEqual(received(`x\npaths${'\t/abcdefghi'.repeat(50_000)}\ndone\n`).length, 1)
})

test('a reader knows whether a command is half way', (t) => {
  const reader = createCommandReader()
  for (const [piece, isHalfWay] of [
    ['', false],
    ['needs', true],
    ['_link\n', true],
    ['done\n', false],
  ] as const) {
    reader.feed(Buffer.from(piece))
    t.is(reader.isHalfWay(), isHalfWay, piece)
  }
})
