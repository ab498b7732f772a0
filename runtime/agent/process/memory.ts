import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of heap beyond what the last collection left that are worth the next one. */
const worthwhile = 24 * 1024 ** 2

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/**
 * Gives memory back that work has left behind, while there is none to do: where a machine has room V8 lets garbage lie for hours, and keeps what
 * it empties for itself, but others on the box need it. `resting` is asked every `every` ms; a collection takes some tens of ms (V8's own gc
 * extension, nodejs.org/api/cli.html#--expose-gc). Call what is given to end it.
 */
export function giveBackMemory(resting: () => boolean, every = 20_000): () => void {
  setFlagsFromString('--expose-gc')
  const collect: Collect = runInNewContext('gc')
  let left = 0
  const timer = setInterval(() => {
    if (!resting() || process.memoryUsage().heapTotal - left < worthwhile) return
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    left = process.memoryUsage().heapTotal
  }, every)
  return () => clearInterval(timer)
}
