import { AgentError } from '../../../runtime/agent/errors.ts'
import { processIdentity } from '../../../runtime/agent/process/process-identity.ts'
import { runAgentProcess } from '../../../runtime/agent/process/run-process.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import type { StubManner } from './home.ts'
import { stubEngine } from './stub-engine.ts'

// A test that breaks down leaves no agent behind.
const test = Number(process.env['STUB_TEST'])
setInterval(() => {
  if (!processIdentity(test)) process.exit(1)
}, 1_000).unref()

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
    if (manner === 'reads-everything')
      try {
        for (const pair of store.children('/f')) log.info('read', { path: pair[0] })
      } catch (error) {
        log.failure('not-read', error)
      }
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
    files: nodeFiles(),
    hooks: [],
    facts: {
      version: '1.2.3',
      folder: '/box/Dropbox',
      remoteRoot: undefined,
      boxName: 'box',
      link: { source: 'file', fromImage: false, warnings: [] },
      bandwidth: { download: 'unlimited', upload: 'unlimited' },
    },
    throttle: () => undefined,
    useProxy: async () => undefined,
    shareLink: async () => ({ ok: false, refusal: { reason: 'missing' } }),
    close: async () => log.info('engine-closed'),
  }
})
