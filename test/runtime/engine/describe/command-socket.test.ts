import test from 'ava'
import { describeUnreached } from '../../../../runtime/engine/describe/command-socket.ts'

test('a full disk that keeps the script from the agent is told in words, with what to do', (t) => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  t.is(
    describeUnreached('/home/box/.dropbox', error),
    "Dropbox's own dropbox.py does not reach this one: /home/box/.dropbox cannot be used, since the disk is full. Free some space on it.",
  )
})
