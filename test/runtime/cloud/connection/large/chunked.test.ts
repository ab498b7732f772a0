import test from 'ava'
import { createChunks } from '../../../../../runtime/cloud/connection/large/chunked.ts'

function taken(text: string, bits: number): { readonly body: string; readonly came: string } {
  let body = ''
  const chunks = createChunks((bytes) => {
    body += Buffer.from(bytes).toString()
  })
  const bytes = Buffer.from(text)
  let came = 'going on'
  for (let at = 0; at < bytes.length && came === 'going on'; at += bits)
    came = chunks.take(bytes.subarray(at, at + bits))
  return { body, came }
}

test('a body in chunks comes whole, in bits of any size', (t) => {
  const text = '3\r\nabc\r\nA;name="x"\r\n0123456789\r\n00\r\nTrailer: a\r\n\r\n'
  for (let bits = 1; bits <= text.length; bits++)
    t.deepEqual(taken(text, bits), { body: 'abc0123456789', came: 'ended' })
  t.deepEqual(taken('0\r\n\r\n', 1), { body: '', came: 'ended' })
})

test('a body in chunks that is cut off is not whole', (t) => {
  for (const text of ['3\r\nabc\r\n', '3\r\nab', '0\r\n', '5']) t.is(taken(text, 2).came, 'going on')
})

for (const [what, text] of [
  ['no size', 'x\r\n'],
  ['an empty size', '\r\n'],
  ['a negative size', '-1\r\n'],
  ['an endless size', '123456789\r\n'],
  ['more than it says', '3\r\nabcd\r\n'],
  ['a bare line feed', '3\nabc'],
  ['an endless line', 'a'.repeat(20_000)],
] as const)
  test(`a chunk with ${what} is none`, (t) => t.is(taken(text, 7).came, 'broken'))
