import { setTimeout as pause } from 'node:timers/promises'
import type { BenchDropbox } from './dropbox.ts'

/** So long nothing must have been asked of Dropbox before it counts as quiet, ms; a waiting longpoll is no question. */
const quiet = 2_000

/** Waits until nobody has asked Dropbox anything for a while. */
export async function untilQuiet(dropbox: BenchDropbox): Promise<void> {
  let requests = -1
  for (let since = performance.now(); performance.now() - since < quiet; await pause(100)) {
    const now = (await dropbox.stats()).requests
    if (now === requests) continue
    requests = now
    since = performance.now()
  }
}
