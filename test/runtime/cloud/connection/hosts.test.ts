import test from 'ava'
import { hostAddresses, mapAddress } from '../../../../runtime/cloud/connection/hosts.ts'

test("without a setting the hosts are Dropbox's own", (t) => {
  const addresses = hostAddresses(undefined)
  const url = 'https://content.dropboxapi.com/2/files/upload'
  t.is(mapAddress(addresses, url), url)
  t.is(addresses.notify, 'https://notify.dropboxapi.com')
  t.deepEqual(hostAddresses(''), addresses)
})

test('one server can stand for all four hosts', (t) => {
  const addresses = hostAddresses('http://127.0.0.1:8080/')
  for (const host of ['api', 'content', 'notify'])
    t.is(mapAddress(addresses, `https://${host}.dropboxapi.com/2/a/b`), 'http://127.0.0.1:8080/2/a/b')
  t.is(
    mapAddress(addresses, 'https://www.dropbox.com/oauth2/authorize?a=b'),
    'http://127.0.0.1:8080/oauth2/authorize?a=b',
  )
})

for (const bad of ['127.0.0.1:8080', 'ftp://x', 'http://x/?a', 'http://x/#a', 'x'])
  test(`DROPBOX_API_URL=${bad} is refused`, (t) => {
    t.throws(() => hostAddresses(bad), { code: 'bad-api-url' })
  })

test('an address of another host is never called', (t) => {
  t.throws(() => mapAddress(hostAddresses(undefined), 'https://api.dropboxapi.com.example/2/a'))
})
