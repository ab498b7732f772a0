import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { wayTo } from '../../../../runtime/cloud/connection/proxy.ts'
import { type ProxyChoice, proxiedEnvironment } from '../../../../runtime/cloud/proxy/choice.ts'
import { readProxyChoice, writeProxyChoice } from '../../../../runtime/cloud/proxy/proxy-file.ts'
import {
  type SocksProxy,
  type SocksStep,
  socksSteps,
} from '../../../../runtime/cloud/proxy/socks-messages.ts'

const api = 'https://api.dropboxapi.com'

test('proxies of the environment are kept to, but not for this machine', (t) => {
  const environment = { https_proxy: 'http://proxy:3128', NO_PROXY: 'internal' }
  const proxies = { httpProxy: '', httpsProxy: 'http://proxy:3128', noProxy: 'internal' }
  t.deepEqual(wayTo(api, environment), { kind: 'http', proxies })
  for (const address of ['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])
    t.deepEqual(wayTo(address, environment), { kind: 'direct' })
  t.deepEqual(wayTo(api, {}), { kind: 'direct' })
})

for (const [text, proxy] of [
  ['socks5://p', { version: 5, host: 'p', port: 1080, username: undefined, password: undefined }],
  ['socks5h://p:80', { version: 5, host: 'p', port: 80, username: undefined, password: undefined }],
  ['SOCKS://[::1]:9', { version: 5, host: '::1', port: 9, username: undefined, password: undefined }],
  ['socks4a://a@p:1', { version: 4, host: 'p', port: 1, username: 'a', password: '' }],
  ['socks5://a%40:b%2F@p:1', { version: 5, host: 'p', port: 1, username: 'a@', password: 'b/' }],
] as const)
  test(`the way of ${text}`, (t) => t.deepEqual(wayTo(api, { https_proxy: text }), { kind: 'socks', proxy }))

test('no_proxy holds for a SOCKS proxy too', (t) => {
  const kind = (no_proxy: string) => wayTo(api, { https_proxy: 'socks5://p', no_proxy }).kind
  t.deepEqual(
    ['*', 'dropboxapi.com', 'x, .dropboxapi.com', 'api.dropboxapi.com'].map(kind),
    Array(4).fill('direct'),
  )
  t.deepEqual(['', 'pi.dropboxapi.com', 'dropbox.com'].map(kind), Array(3).fill('socks'))
})

test('a choice takes the place of what the environment says', (t) => {
  const environment = { HOME: '/h', https_proxy: 'http://env', HTTP_PROXY: 'http://env', no_proxy: '*' }
  t.is(proxiedEnvironment(environment, { mode: 'auto' }), environment)
  t.deepEqual(proxiedEnvironment(environment, { mode: 'none' }), { HOME: '/h' })
  for (const [choice, address] of [
    [{ mode: 'manual', type: 'http', host: 'p', port: 80 }, 'http://p:80'],
    [{ mode: 'manual', type: 'socks4', host: '::1', port: 1 }, 'socks4://[::1]:1'],
    [
      { mode: 'manual', type: 'socks5', host: 'p', port: 1, username: 'a@b', password: 'c:/d' },
      'socks5://a%40b:c%3A%2Fd@p:1',
    ],
  ] as const) {
    const chosen = proxiedEnvironment(environment, choice)
    t.deepEqual(chosen, { HOME: '/h', http_proxy: address, https_proxy: address })
    const way = wayTo(api, chosen)
    if (way.kind === 'socks')
      t.like(way.proxy, {
        ...{ host: choice.host, port: choice.port },
        ...('username' in choice ? { username: choice.username, password: choice.password } : {}),
      })
  }
})

/** All that is sent in a conversation in which these answers come. */
function conversation(proxy: SocksProxy, host: string, ...answers: readonly number[][]): number[][] {
  const sent: number[][] = []
  let step: SocksStep | undefined = socksSteps(proxy, { host, port: 443 })
  for (const answer of answers) {
    if (step === undefined) throw new Error('The conversation was over.')
    sent.push([...step.send])
    if (step.length(Uint8Array.from(answer)) !== answer.length) throw new Error('The answer is not whole.')
    step = step.next(Uint8Array.from(answer))
  }
  if (step !== undefined) throw new Error('The conversation goes on.')
  return sent
}

const text = (word: string): number[] => [...Buffer.from(word)]
const plain = { host: 'p', port: 1, username: undefined, password: undefined }

test('SOCKS 4A names the host, SOCKS 4 an address', (t) => {
  const proxy = { ...plain, version: 4, username: 'ann' } as const
  const granted = [0, 90, 0, 0, 0, 0, 0, 0]
  t.deepEqual(conversation(proxy, 'a.b', granted), [
    [4, 1, 1, 187, 0, 0, 0, 1, ...text('ann'), 0, ...text('a.b'), 0],
  ])
  t.deepEqual(conversation(proxy, '1.2.3.4', granted), [[4, 1, 1, 187, 1, 2, 3, 4, ...text('ann'), 0]])
  t.throws(() => conversation(proxy, 'a', [0, 91, 0, 0, 0, 0, 0, 0]), { message: /rejected or failed/ })
})

test('SOCKS 5 says who asks where that is wanted', (t) => {
  const proxy = { ...plain, version: 5 } as const
  const connected = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]
  const request = [5, 1, 0, 3, 3, ...text('a.b'), 1, 187]
  t.deepEqual(conversation(proxy, 'a.b', [5, 0], connected), [[5, 1, 0], request])
  t.deepEqual(
    conversation(proxy, '1.2.3.4', [5, 0], [5, 0, 0, 3, 1, 65, 0, 0])[1],
    [5, 1, 0, 1, 1, 2, 3, 4, 1, 187],
  )
  const named = { ...proxy, username: 'ann', password: 'pw' }
  t.deepEqual(conversation(named, 'a.b', [5, 2], [1, 0], [5, 0, 0, 4, ...Array(18).fill(0)]), [
    [5, 2, 0, 2],
    [1, 3, ...text('ann'), 2, ...text('pw')],
    request,
  ])
  t.throws(() => conversation(proxy, 'a', [5, 255]), { message: /wants a name and a password/ })
  t.throws(() => conversation(proxy, 'a', [4, 0]), { message: /does not speak SOCKS 5/ })
  t.throws(() => conversation(named, 'a', [5, 2], [1, 1]), {
    message: /does not accept the name and the password/,
  })
  t.throws(() => conversation(proxy, 'a', [5, 0], [5, 5, 0, 1, 0, 0, 0, 0, 0, 0]), {
    message: /connection refused/,
  })
  t.throws(() => socksSteps(proxy, { host: 'x'.repeat(256), port: 1 }).next(Uint8Array.of(5, 0)))
})

function place(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'inner', 'proxy.json')
}

test('a choice is kept for this user alone, and read again', async (t) => {
  const file = place(t)
  t.deepEqual(await readProxyChoice(file), { mode: 'auto' })
  for (const choice of [
    { mode: 'none' },
    { mode: 'manual', type: 'socks5', host: 'p.example', port: 1080, username: 'ann', password: 'a word' },
    { mode: 'auto' },
  ] as const satisfies readonly ProxyChoice[]) {
    await writeProxyChoice(file, choice)
    t.is(statSync(file).mode & 0o777, 0o600)
    t.deepEqual(await readProxyChoice(file), choice)
  }
})

test('a file that others may read is made private; one that says nothing, or cannot be read, is an error that tells none of it', async (t) => {
  const file = place(t)
  await writeProxyChoice(file, { mode: 'none' })
  writeFileSync(file, readFileSync(file), { mode: 0o644 })
  await readProxyChoice(file)
  t.is(statSync(file).mode & 0o777, 0o600)
  for (const content of [
    '',
    '{}',
    '{"mode":"manual","type":"http","host":"a b","port":1,"password":"secret"}',
  ]) {
    writeFileSync(file, content)
    const error = await t.throwsAsync(readProxyChoice(file), { code: 'proxy-unusable' })
    t.notRegex(String(error?.message), /secret/)
  }
})
