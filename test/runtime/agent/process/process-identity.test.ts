import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test from 'ava'
import { isEnding } from '../../../../runtime/agent/process/process-identity.ts'

test('a process that ended and waits to be reaped is ending, one that works is not, and one that is not there neither', async (t) => {
  // The one that ends at once has a parent that never asks what became of it.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.teardown(() => parent.kill('SIGKILL'))
  const [text] = await once(parent.stdout, 'data')
  const pid = Number(String(text))
  while (!isEnding(pid)) await new Promise(setImmediate)
  t.false(isEnding(process.pid))
  t.false(isEnding(2 ** 22 + 1))
})
