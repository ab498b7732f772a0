import test from 'ava'
import { checkNetwork, reachHosts } from '../../../../runtime/agent/doctor/network.ts'
import { now, reached, sound, verdicts } from './findings.ts'

test('hosts with one address are asked once, and what does not answer is told with a cause', async (t) => {
  const hosts = await reachHosts(
    { api: 'http://one', content: 'http://one', www: 'http://two' },
    async (address) => {
      if (address === 'http://two') throw new Error('ENOTFOUND: getaddrinfo')
      return { status: 200, date: 'Sat, 21 Nov 2026 00:00:00 GMT' }
    },
    () => now,
    () => 0,
  )
  t.deepEqual(
    hosts.map(({ host, address, answer }) => [host, address, answer?.date]),
    [
      ['api, content', 'http://one', now],
      ['www', 'http://two', undefined],
    ],
  )
  const found = checkNetwork(hosts, 'http://proxy:8080')
  t.is(verdicts(found), 'ok wrong')
  sound(t, found)
  t.regex(found[1]?.advice ?? '', /DNS.*proxy/)
})

for (const [failure, says] of [
  ['CERT_HAS_EXPIRED: certificate has expired', /certificate.*clock/],
  ['ECONNREFUSED', /Check the network/],
] as const) {
  test(`a host that is not reached for ${failure} comes with what helps`, (t) => {
    const [finding] = checkNetwork(
      [{ host: 'api', address: 'https://x', answer: undefined, failure }],
      undefined,
    )
    t.is(finding?.verdict, 'wrong')
    t.regex(finding?.advice ?? '', says)
  })
}

test('a host that is out of order is wrong', (t) => {
  t.is(verdicts(checkNetwork([reached({ status: 503 })], undefined)), 'wrong')
})
