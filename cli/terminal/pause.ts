import { setTimeout as pause } from 'node:timers/promises'

/** Resolves after `duration` ms. Throws the reason of `signal`, an Interrupted, once that is aborted. */
export async function pauseFor(duration: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(duration, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
