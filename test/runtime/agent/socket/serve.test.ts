import { once } from 'node:events'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { AgentReport } from '../../../../runtime/agent/control.ts'
import { AgentError } from '../../../../runtime/agent/errors.ts'
import { makeStateFolders } from '../../../../runtime/agent/process/lock.ts'
import { socketControl } from '../../../../runtime/agent/socket/control.ts'
import { askAgent } from '../../../../runtime/agent/socket/request.ts'
import { type ServedControl, serveControl } from '../../../../runtime/agent/socket/serve.ts'
import type { Problem } from '../../../../runtime/engine/status.ts'
import { temporaryHome } from '../home.ts'

test('an answer of many megabytes arrives whole', async (t) => {
  const problems = Array.from({ length: 60_000 }, (_, index): Problem => {
    return {
      path: `/ünïcode/${index}`,
      why: { reason: 'unreadable', fault: 'EACCES', detail: 'permission denied '.repeat(4) },
    }
  })
  const { socketFile } = await served(t, { problems: async () => problems })
  t.deepEqual(await socketControl(socketFile, 20_000).problems(), problems)
})

test('the error of an order arrives with its code, message and data', async (t) => {
  const { socketFile } = await served(t, {
    report: async () => ({}) as AgentReport,
    select: async () => {
      throw new AgentError('index-unusable', 'The index is damaged.', { data: { file: '/x' } })
    },
  })
  const error = await t.throwsAsync(socketControl(socketFile, 5_000).select([], []), {
    code: 'index-unusable',
    message: 'The index is damaged.',
  })
  t.like(error, { data: { file: '/x' } })
})

test('an agent that hangs is found out as soon by an order as by a question', async (t) => {
  const never = () => new Promise<never>(() => undefined)
  const { socketFile } = await served(t, { report: never, rescan: never, approve: never, select: never })
  const control = socketControl(socketFile, 50)
  for (const order of [
    () => control.rescan(),
    () => control.approve({ halts: [], deletions: [], additions: [] }),
    () => control.select([], []),
  ]) {
    await t.throwsAsync(order, { code: 'not-responding' })
  }
})

test('a request that cannot be understood is refused, and told so', async (t) => {
  const { socketFile, unexpected } = await served(t, {})
  const ask = (method: 'GET' | 'PUT', path: string, body?: unknown) =>
    askAgent(socketFile, { method, path, body, patience: 5_000 })
  await t.throwsAsync(ask('GET', '/history'), { code: 'bad-request' })
  await t.throwsAsync(ask('GET', '/history?limit=x'), { code: 'bad-request' })
  await t.throwsAsync(ask('GET', '/history?limit=-1'), { code: 'bad-request' })
  await t.throwsAsync(ask('GET', '/remote'), { code: 'bad-request' })
  await t.throwsAsync(ask('PUT', '/selection', { rules: [{ path: 1 }], before: [] }), { code: 'bad-request' })
  await t.throwsAsync(ask('PUT', '/selection', { rules: [] }), { code: 'bad-request' })
  await t.throwsAsync(ask('PUT', '/selection'), { code: 'bad-request' })
  await t.throwsAsync(ask('GET', '/of-another-version'), { code: 'bad-request', message: /another version/ })
  t.deepEqual(unexpected, [])
})

test('a server that is closed lets go of those who are connected', async (t) => {
  const { socketFile, close } = await served(t, {})
  const connected = connect(socketFile)
  await once(connected, 'connect')
  const closed = once(connected, 'close')
  await close()
  await closed
  await t.throwsAsync(socketControl(socketFile, 5_000).report(), { code: 'not-running' })
})

test('garbage, endless headers and half a request disturb nobody else, and nobody else can connect', async (t) => {
  const { socketFile, unexpected } = await served(t, { problems: async () => [] })
  const { mode } = statSync(socketFile)
  t.is(mode & 0o777, 0o600)
  t.is(statSync(dirname(socketFile)).mode & 0o777, 0o700)
  const ends: Promise<unknown>[] = []
  for (const words of [
    '\0\xff\r\n\r\n',
    `GET /${'x'.repeat(200_000)} HTTP/1.1\r\n`,
    'POST /rescan HTTP/1.1\r\nx: ',
  ]) {
    const connected = connect(socketFile)
    connected.on('error', () => undefined).resume()
    ends.push(once(connected, 'close').catch(() => undefined))
    t.teardown(() => connected.destroy())
    connected.write(words)
  }
  await Promise.all(ends.slice(0, 2))
  t.deepEqual(await socketControl(socketFile, 20_000).problems(), [])
  t.deepEqual(unexpected, [])
})

async function served(t: ExecutionContext, control: Partial<ServedControl>) {
  const { paths } = await temporaryHome(t)
  makeStateFolders(paths)
  const unexpected: unknown[] = []
  const server = await serveControl(paths, control as ServedControl, (error) => unexpected.push(error))
  let open = true
  const close = async () => {
    if (open) await server[Symbol.asyncDispose]()
    open = false
  }
  t.teardown(close)
  return { socketFile: paths.socketFile, unexpected, close }
}
