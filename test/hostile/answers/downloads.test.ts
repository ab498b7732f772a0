import test from 'ava'
import { scriptedDropbox } from '../../runtime/cloud/scripted-dropbox.ts'
import { content, described, downloaded, file } from './download.ts'

test('a download that is longer than listed is cut off, and no byte too many is written', async (t) => {
  const longer = new Uint8Array(10 * content.byteLength)
  longer.set(content)
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) =>
      response.writeHead(200, { 'dropbox-api-result': JSON.stringify(described) }).end(longer),
  }))
  const { written, outcome } = await downloaded(dropbox.cloud())
  t.true(written <= file.size)
  t.deepEqual(outcome, { ok: false, refusal: { reason: 'conflict' } })
})

test('a download of a few bytes at a time is given up', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ headers }) => ({
    raw(response) {
      const from = Number(/\d+/.exec(headers.range ?? '0')?.[0])
      response.writeHead(from === 0 ? 200 : 206, {
        'dropbox-api-result': JSON.stringify(described),
        'content-range': `bytes ${from}-`,
      })
      response.end(content.subarray(from, from + 10))
    },
  }))
  const { written, outcome } = await downloaded(dropbox.cloud())
  t.like(outcome, { ok: false, refusal: { reason: 'interrupted' } })
  t.is(written, 100)
})

for (const [what, header] of [
  ['no description', undefined],
  ['one that is no JSON', 'surprise'],
  ['one that is nested without end', '['.repeat(60_000)],
  ['one that is endless', 'x'.repeat(300 * 1024)],
] as const)
  test(`a download with ${what} is a matter of this one file`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => ({
      raw: (response) =>
        response.writeHead(200, header === undefined ? {} : { 'dropbox-api-result': header }).end(content),
    }))
    const { written, outcome } = await downloaded(dropbox.cloud())
    t.like(outcome, { ok: false, refusal: { reason: 'interrupted' } })
    t.is(written, 0)
  })

test('a description that is not ASCII is one of another content', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) => response.writeHead(200, { 'dropbox-api-result': '{"rev":"\u00e9"}' }).end(content),
  }))
  const { written, outcome } = await downloaded(dropbox.cloud())
  t.deepEqual(outcome, { ok: false, refusal: { reason: 'conflict' } })
  t.is(written, 0)
})
