import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { httpProxy, socksProxy } from '../../runtime/cloud/proxy/test-proxy.ts'
import { isSynced, linkedBox } from './linked-box.ts'

const said = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })

test('all that the agent asks goes through the proxy that is set, at once and after a start', async (t) => {
  const box = await linkedBox(t)
  const to = Number(new URL(box.emulator.url).port)
  const who = 'ann:a long password'
  const [socks, http] = [await socksProxy(t, { to, who }), await httpProxy(t, { to, who })]
  // A name that leads nowhere: only a proxy can reach it.
  box.env['DROPBOX_API_URL'] = 'http://dropbox.invalid:8080'
  t.deepEqual(await box.here('proxy'), said('auto'))
  const set = (type: string, port: number) =>
    box.run('dropbox', ['proxy', 'manual', type, '127.0.0.1', `${port}`, 'ann', '-'], {
      input: 'a long password\n',
    })
  t.deepEqual(await set('socks5', socks.port), said('set'))
  const file = join(box.home, '.parts', 'var', 'dropbox', 'proxy.json')
  t.is(statSync(file).mode & 0o777, 0o600)
  t.deepEqual(await box.here('proxy'), said(`manual socks5 127.0.0.1 ${socks.port} ann (with a password)`))
  t.deepEqual(JSON.parse((await box.here('proxy', '--json')).stdout), {
    ...{ mode: 'manual', type: 'socks5', host: '127.0.0.1', port: socks.port },
    ...{ username: 'ann', password: true },
  })
  await box.here('start')
  await box.reports(isSynced)
  t.true(socks.passages.length > 0)
  t.true(socks.passages.every(({ host, port }) => host === 'dropbox.invalid' && port === 8080))
  t.regex((await box.here('doctor', '--json')).stdout, /socks5:\/\/127\.0\.0\.1:\d+/)

  t.deepEqual(await set('http', http.port), said('set'))
  const before = socks.passages.length
  await box.put('/new.txt', 'x')
  await box.until(async () => (await box.here('exclude', 'remove', '/new.txt')).exitCode === 0)
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.true(http.passages.length > 0)
  t.is(socks.passages.length, before)

  t.deepEqual(await box.here('proxy', 'none'), said('set'))
  await box.here('rescan')
  await box.reports(({ status }) => status.state === 'offline')
  t.notRegex(
    readFileSync(join(box.home, '.parts', 'var', 'log', 'dropbox', 'agent.log'), 'utf8'),
    /a long password/,
  )
})

test('what is no proxy is refused, and changes nothing', async (t) => {
  const box = await linkedBox(t)
  for (const words of [
    ['manual'],
    ['manual', 'ftp', 'p', '1'],
    ['manual', 'http', 'p', '0'],
    ['manual', 'http', 'p', '1', 'ann'],
    ['manual', 'http', 'p', '1', 'ann', '-'],
    ['none', 'http'],
    ['sometimes'],
    ['manual', 'http', 'p', '1', 'a', 'b', 'c'],
  ]) {
    const { stdout, stderr, exitCode } = await box.here('proxy', ...words)
    t.deepEqual([stdout, exitCode], ['', 2], words.join(' '))
    t.not(stderr, '')
  }
  t.is((await box.here('proxy')).stdout, 'auto')
})
