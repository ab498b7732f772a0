import { cleanStaging } from '../local/staging/clean-staging.ts'
import { recoverAside } from '../local/swap/recover.ts'
import { emptyTrash } from '../local/trash/empty-trash.ts'
import { rescueLateWrites } from '../local/trash/late-writes.ts'
import type { KeptFile } from '../local/trash/trash.ts'
import type { Clock } from '../ports/clock.ts'
import { type Files, isDiskError } from '../ports/files.ts'
import type { KnownRoot } from '../ports/store.ts'
import type { Log } from './log.ts'

/** What the trash holds is kept this long: 7 days, in ms. */
export const trashAge = 7 * 24 * 3600_000

/** Keeps staging and trash of the roots in order. Never throws for the disk: nothing here is worth stopping for. */
export interface Housekeeping {
  /** Puts back what a killed swap had in its hand, once for each root, before its first scan. */
  recover(roots: readonly KnownRoot[]): Promise<void>
  /** Notes a file that was put into the trash just now; a program may still be writing into it. */
  kept(root: string, file: KeptFile): void
  /** Brings back late writes; and, when `idle`, throws away old trash and staged files that nobody waits for. */
  afterScan(roots: readonly KnownRoot[], idle: boolean): Promise<void>
}

export function createHousekeeping(parts: {
  readonly files: Files
  readonly clock: Clock
  readonly log: Log
  readonly tell: (action: string, path: string, detail?: string) => void
  readonly copyName: (name: string) => (attempt: number) => string
}): Housekeeping {
  const { files, clock, log, tell, copyName } = parts
  const recovered = new Set<string>()
  const keptIn = new Map<string, KeptFile[]>()

  const attempt = async (what: string, root: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!isDiskError(error)) throw error
      log.warn('housekeeping', { what, root, code: error.code, detail: error.message })
    }
  }

  return {
    async recover(roots) {
      for (const { target } of roots) {
        if (recovered.has(target)) continue
        await attempt('recover', target, async () => {
          for (const put of await recoverAside(files, target, {
            at: clock.now(),
            copyName: (name) => copyName(name),
          })) {
            log.info('recovered', { root: target, put })
          }
        })
        recovered.add(target)
      }
    },
    kept(root, file) {
      keptIn.set(root, [...(keptIn.get(root) ?? []), file])
    },
    async afterScan(roots, idle) {
      for (const { target } of roots) {
        const kept = keptIn.get(target) ?? []
        keptIn.delete(target)
        await attempt('late writes', target, async () => {
          for (const { relative, copy } of await rescueLateWrites(files, target, kept, copyName)) {
            tell('conflict copy', `/${copy}`, `/${relative}`)
          }
        })
        if (!idle) continue
        await attempt('staging', target, () => cleanStaging(files, target, {}))
        await attempt('trash', target, async () => {
          await emptyTrash(files, target, clock.now() - trashAge)
        })
      }
    },
  }
}
