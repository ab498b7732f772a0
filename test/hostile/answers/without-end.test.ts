import { gzipSync } from 'node:zlib'
import test from 'ava'
import { scriptedDropbox } from '../../runtime/cloud/scripted-dropbox.ts'

test('gzip that unpacks to gigabytes is never unpacked', async (t) => {
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024))
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(bomb),
  }))
  await t.throwsAsync(dropbox.cloud().account(), { code: 'offline' })
})

test('an error that goes on for ever is cut off', async (t) => {
  let closed: () => void = () => undefined
  const cut = new Promise<void>((resolve) => {
    closed = resolve
  })
  const dropbox = await scriptedDropbox(t, () => ({
    raw(response) {
      response.writeHead(409)
      response.once('close', closed)
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 120)));
        response.once('drain', more)
      }
      more()
    },
  }))
  await t.throwsAsync(dropbox.cloud().account(), { code: 'bad-answer', message: /over 65536 bytes/ })
  await cut
})

test('a listing of folders that has no end does not make a folder look empty, and ends', async (t) => {
  const page = { entries: [], has_more: true }
  const dropbox = await scriptedDropbox(t, (_, times) => ({ json: { ...page, cursor: `c${times}` } }))
  await t.throwsAsync(dropbox.cloud().deleteEmptyFolder('/a'), { code: 'bad-answer' })
  t.false(dropbox.routes().includes('files/delete_v2'))
})
