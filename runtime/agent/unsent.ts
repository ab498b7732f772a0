import type { BoxPaths } from '../box/paths.ts'
import type { Engine } from '../engine/interface.ts'
import { unsentIn } from '../engine/unsent.ts'
import type { Store } from '../ports/store.ts'
import type { AgentLog } from './log/log.ts'
import { forgetUnsent, readUnsent, type UnsentAtEnd, writeUnsent } from './unsent-file.ts'

/** What an agent before this one had not sent when it ended, and what this one has not. */
export interface UnsentMemory {
  /** Undefined once everything has been the same on both sides in this life. */
  atLastEnd(): UnsentAtEnd | undefined
  /** To be called when the engine has ended, with the store still open. Never throws: it only tells. */
  write(store: Store): Promise<void>
}

export async function createUnsentMemory(
  paths: BoxPaths,
  engine: Pick<Engine, 'listen' | 'unlooked'>,
  log: AgentLog,
): Promise<UnsentMemory> {
  let last = await readUnsent(paths)
  const stop = engine.listen(({ state }) => {
    if (state !== 'up-to-date') return
    stop()
    last = undefined
    // What it tells is not true any more; the next end in order writes it anew.
    void forgetUnsent(paths).catch((error: unknown) => log.failure('unsent', error))
  })
  return {
    atLastEnd: () => last,
    async write(store) {
      try {
        const unsent = unsentIn(store)
        const unlooked = engine.unlooked()
        const files = unsent.paths.length + unsent.more
        if (files > 0 || unlooked) log.info('unsent', { files, unlooked })
        await writeUnsent(paths, { at: Date.now(), ...unsent, unlooked })
      } catch (error) {
        log.failure('unsent', error)
      }
    },
  }
}
