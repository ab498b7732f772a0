import test from 'ava'
import { CloudError } from '../../../runtime/ports/cloud.ts'
import { type Reply, scriptedDropbox } from '../../runtime/cloud/scripted-dropbox.ts'

for (const [what, reply, code] of [
  ['a redirect to another host', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'bad-answer'],
  ['a redirect that keeps the method', { status: 307, headers: { location: '/2/elsewhere' } }, 'bad-answer'],
  ['a status that is none of HTTP', { status: 999 }, 'offline'],
  ['HTML of a captive portal', { text: '<html>' }, 'offline'],
  ['gzip that nobody asked for', { headers: { 'content-encoding': 'gzip' }, text: 'x' }, 'offline'],
  ['headers without end', { headers: { 'x-long': 'x'.repeat(300 * 1024) } }, 'bad-answer'],
] as const satisfies readonly (readonly [string, Reply, string])[])
  test(`${what} is refused, and followed nowhere`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => reply)
    await t.throwsAsync(dropbox.cloud().account(), { instanceOf: CloudError, code })
    t.deepEqual([...new Set(dropbox.routes())], ['users/get_current_account'])
  })

test('the answer that says where it redirects says so in the error', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    status: 302,
    headers: { location: 'http://evil.example/' },
  }))
  await t.throwsAsync(dropbox.cloud().account(), {
    message: /a redirect \(status 302\), which is not followed/,
  })
})
