import test from 'ava'
import { createReader } from '../../../../../runtime/cloud/connection/large/reader.ts'

const piece = 256 * 1024
const head = (length: number): Buffer => Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`)

test('a head in bits, and a body that begins with its end', async (t) => {
  const reader = createReader(() => {})
  const bytes = Buffer.concat([head(5), Buffer.from('12345')])
  for (let at = 0; at < bytes.length; at += 7) reader.take(bytes.subarray(at, at + 7))
  const answer = await reader.answer
  if (answer.kind !== 'plain') return t.fail()
  const received: Buffer[] = []
  for await (const part of answer.body) received.push(Buffer.from(part))
  t.is(Buffer.concat(received).toString(), '12345')
})

test('whether it is the reader who is waited for is known at any time', async (t) => {
  let wanted = 0
  const reader = createReader(() => wanted++)
  reader.take(head(10 * piece))
  t.false(reader.isFull())
  const answer = await reader.answer
  if (answer.kind !== 'plain') return t.fail()
  while (reader.take(new Uint8Array(piece)));
  t.true(reader.isFull())
  t.is(wanted, 0)
  const body = answer.body[Symbol.asyncIterator]()
  while (wanted === 0) await body.next()
  t.false(reader.isFull())
})

test('a connection that fails before the head has come fails the answer', async (t) => {
  const reader = createReader(() => {})
  reader.take(Buffer.from('HTTP/1.1 200'))
  const failure = new Error('reset')
  reader.failed(failure)
  await t.throwsAsync(reader.answer, { is: failure })
})
