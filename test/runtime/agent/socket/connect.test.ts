import { once } from 'node:events'
import { createServer } from 'node:net'
import test from 'ava'
import { makeStateFolders } from '../../../../runtime/agent/process/lock.ts'
import { connectToAgent } from '../../../../runtime/agent/socket/connect.ts'
import { temporaryHome } from '../home.ts'

test('an agent that ends before it took the connection is nobody', async (t) => {
  const { paths } = await temporaryHome(t)
  makeStateFolders(paths)
  const agent = createServer().listen(paths.socketFile)
  await once(agent, 'listening')
  const connecting = connectToAgent(paths.socketFile)
  agent.close()
  t.is(await connecting, undefined)
})
