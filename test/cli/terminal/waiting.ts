import { once } from 'node:events'
import { runProgram } from '../../../cli/terminal/program.ts'

/** Waits to be interrupted, and cleans up before it ends. */
// Something that is under way, as a download would be.
setTimeout(() => undefined, 600_000)

await runProgram(async (terminal) => {
  const signal = terminal.interruptible()
  terminal.print('waiting')
  await terminal.spin('still waiting', async (show) => {
    show('really waiting')
    if (!signal.aborted) await once(signal, 'abort')
  })
  terminal.print('cleaned up')
  throw signal.reason
})
