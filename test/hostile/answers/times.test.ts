import test from 'ava'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { CloudError } from '../../../runtime/ports/cloud.ts'
import { scriptedDropbox } from '../../runtime/cloud/scripted-dropbox.ts'
import { file } from './download.ts'

test('an answer that comes a byte at a time is given up, however lively it is', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    raw(response) {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 5)
      response.once('close', () => clearInterval(drip))
    },
  }))
  await t.throwsAsync(dropbox.cloud({ silence: 20 }).account(), { code: 'offline' })
})

for (const [what, headers, json] of [
  ['1e9 seconds', { 'retry-after': '1000000000' }, {}],
  ['a negative time', { 'retry-after': '-5' }, {}],
  ['a date', { 'retry-after': 'Sat, 01 Jan 2050 00:00:00 GMT' }, {}],
  ['infinity', { 'retry-after': 'Infinity' }, {}],
  [
    '1e15 seconds for writers',
    {},
    { error: { reason: { '.tag': 'too_many_write_operations' }, retry_after: 1e15 } },
  ],
  ['1e15 seconds', {}, { error: { reason: { '.tag': 'too_many_requests' }, retry_after: 1e15 } }],
] as const)
  test(`a pause of ${what} is cut to minutes`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => ({ status: 429, headers, json }))
    await t.throwsAsync(dropbox.cloud().account(), { code: 'offline' })
    t.true(dropbox.clock.sleeps.length > 0)
    for (const pause of dropbox.clock.sleeps) t.true(pause >= 0 && pause <= 900_000, String(pause))
  })

for (const [what, expires_in] of [
  ['a negative time', -1],
  ['a time without end', 1e308],
  ['a text', 'soon'],
] as const)
  test(`a token that lives for ${what} is used, and not renewed at each call`, async (t) => {
    const dropbox = await scriptedDropbox(t, ({ route }) =>
      route === 'oauth2/token'
        ? { json: { access_token: 'new', expires_in } }
        : { json: { account_id: 'a', name: { display_name: 'n' }, email: 'e' } },
    )
    const cloud = dropbox.cloud({
      credentials: {
        kind: 'refreshable',
        appKey: 'key',
        refreshToken: secret('refresh'),
        access: undefined,
      },
    })
    await cloud.account()
    await cloud.account()
    t.is(dropbox.routes().filter((route) => route === 'oauth2/token').length, 1)
  })

test('an answer that comes after the abort is nobody’s', async (t) => {
  const asked = Promise.withResolvers<() => void>()
  const dropbox = await scriptedDropbox(t, () => ({
    raw: (response) => asked.resolve(() => response.writeHead(200).end('{}')),
  }))
  const controller = new AbortController()
  const asking = dropbox.cloud().changes('c', controller.signal)
  const answer = await asked.promise
  controller.abort()
  answer()
  await t.throwsAsync(asking, { instanceOf: CloudError, code: 'aborted' })
})

test('a job without end is given up after half an hour', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: { '.tag': 'async_job_id', async_job_id: 'j' } }))
  const files = ['/a', '/b'].map((path) => ({ path, rev: file.rev }))
  await t.throwsAsync(dropbox.cloud().deleteFiles(files), { code: 'offline' })
})
