import { AgentError } from '../../../runtime/agent/errors.ts'
import { runAgentProcess } from '../../../runtime/agent/process/run-process.ts'
import { StoreError } from '../../../runtime/ports/store.ts'
import type { StubManner } from './home.ts'
import { stubEngine } from './stub-engine.ts'

const manner = process.env['STUB_MANNER'] as StubManner

// The agent as a program of its own, with an engine that behaves as the test wants it.
await runAgentProcess(async (store, log) => {
  if (manner === 'not-linked') throw new AgentError('not-linked', 'This computer is not linked.')
  if (manner === 'crashing') throw new TypeError('a fault of the program')
  const engine = stubEngine(store)
  const run = engine.run
  engine.run = async (signal) => {
    if (manner === 'deaf') await new Promise(() => setInterval(() => undefined, 60_000))
    if (manner === 'crashing-later')
      setImmediate(() => {
        throw new TypeError('a fault of the program')
      })
    if (manner === 'index-damaged-once' && store.history(1).length === 0)
      throw new StoreError('corrupt', 'the index is damaged.')
    await run(signal)
  }
  if (manner === 'tells-secrets') {
    const token = process.env['DROPBOX_REFRESH_TOKEN'] ?? ''
    log.hide(token)
    log.info('request', { url: `https://x/?refresh_token=${token}`, header: `Bearer ${token}`, token })
    log.failure('refused', new Error(`401 for ${token}`))
  }
  return {
    engine,
    facts: { version: '1.2.3', folder: '/box/Dropbox', boxName: 'box' },
    close: async () => log.info('engine-closed'),
  }
})
