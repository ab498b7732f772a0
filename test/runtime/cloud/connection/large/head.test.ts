import test from 'ava'
import { readHead } from '../../../../../runtime/cloud/connection/large/head.ts'

const read = (text: string) => readHead(Buffer.from(text, 'latin1'))

test('a head is read when its end has come', (t) => {
  const text =
    'HTTP/1.1 206 Partial Content\r\nContent-Length: 12\r\nX-One:  a: b \r\nx-one: c\r\nX-Empty:\r\n\r\n'
  for (let end = 0; end < text.length; end++) t.is(read(text.slice(0, end)), undefined)
  const head = read(`${text}body`)
  if (head === 'unusual' || head === undefined) return t.fail()
  t.is(head.status, 206)
  t.is(head.length, 12)
  t.is(head.end, text.length)
  t.is(head.headers.get('x-one'), 'a: b')
  t.is(head.headers.get('x-empty'), '')
})

for (const [what, lines] of [
  ['pieces of their own length', 'Transfer-Encoding: chunked'],
  ['pieces and a length', 'Content-Length: 3\r\nTransfer-Encoding: chunked'],
  ['a coding', 'Content-Length: 3\r\nContent-Encoding: gzip'],
  ['no length', 'Content-Type: text/plain'],
  ['two lengths', 'Content-Length: 3\r\nContent-Length: 3'],
  ['a length that is no number', 'Content-Length: 3, 3'],
  ['a length with a sign', 'Content-Length: -3'],
] as const)
  test(`a body with ${what} has no plain length`, (t) => {
    t.like(read(`HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`), { status: 200, length: undefined })
  })

for (const [what, text] of [
  ['another protocol', 'HTTP/1.0 200 OK\r\nContent-Length: 3'],
  ['an interim status', 'HTTP/1.1 103 Early Hints\r\nContent-Length: 3'],
  ['a folded line', 'HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 3'],
  ['a name with a space', 'HTTP/1.1 200 OK\r\nContent-Length : 3'],
  ['a line without a colon', 'HTTP/1.1 200 OK\r\nContent-Length'],
  ['a bare line feed', 'HTTP/1.1 200 OK\r\nX-A: b\nContent-Length: 3'],
  ['no status', 'garbage'],
] as const)
  test(`a head with ${what} is unusual`, (t) => {
    t.is(read(`${text}\r\n\r\n`), 'unusual')
  })

test('a head without an end is unusual', (t) => {
  t.is(read(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(256 * 1024)}`), 'unusual')
})
