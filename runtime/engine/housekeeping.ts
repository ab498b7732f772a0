import { joinPath } from '../core/path.ts'
import type { Problem } from '../core/problem.ts'
import type { TrashLimits } from '../core/safety/trash-rules.ts'
import { cleanStaging } from '../local/staging/clean-staging.ts'
import { recoverAside } from '../local/swap/recover.ts'
import { rescueLateWrites } from '../local/trash/late-writes.ts'
import type { KeptFile } from '../local/trash/trash.ts'
import type { Clock } from '../ports/clock.ts'
import { type Files, faultOf, isDiskError } from '../ports/files.ts'
import type { KnownRoot, Store } from '../ports/store.ts'
import type { Log } from './log.ts'
import type { RootsSeen } from './observe/roots/look.ts'
import { createTrashKeeper } from './trash-keeper.ts'

/** Keeps staging and trash of the roots in order. Never throws for the disk: nothing here is worth stopping for. */
export interface Housekeeping {
  /**
   * Puts back what a killed swap had in its hand, before anything is scanned. A root where that fails is out of reach: what is in nobody's
   * hand would look deleted.
   */
  recover(seen: RootsSeen): Promise<RootsSeen>
  /** Notes a file that was put into the trash just now; a program may still be writing into it. */
  kept(root: string, file: KeptFile): void
  /**
   * Brings back late writes, and throws away old trash; and, while no transfer is under way (`awaited` is given), staged files that are not
   * in `awaited`: what no plan asks for any more.
   */
  afterScan(roots: readonly KnownRoot[], awaited: ReadonlySet<string> | undefined): Promise<void>
}

/** A file in the trash into which a program may be writing still. */
interface Watched {
  readonly file: KeptFile
  /** Whether it was looked at after a scan: one that began before the file was taken away may have ended right after it. */
  readonly looked: boolean
}

export function createHousekeeping(parts: {
  readonly store: Pick<Store, 'value' | 'setValue'>
  readonly trash: TrashLimits
  readonly files: Files
  readonly clock: Clock
  readonly log: Log
  readonly tell: (action: string, path: string, detail?: string) => void
  readonly copyName: (name: string) => (attempt: number) => string
}): Housekeeping {
  const { files, clock, log, tell, copyName } = parts
  const watchedIn = new Map<string, Watched[]>()
  const keeper = createTrashKeeper({ store: parts.store, files, clock, limits: parts.trash })

  /** Gives whether it came to its end. */
  const attempt = async (what: string, root: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      if (!isDiskError(error)) throw error
      log.warn('housekeeping', { what, root, code: error.code, detail: error.message })
      return false
    }
  }

  const watch = (root: string, file: Watched): void => {
    const watched = watchedIn.get(root)
    if (watched === undefined) watchedIn.set(root, [file])
    else watched.push(file)
  }

  /** Two looks after two scans; one that the disk refuses counts as none. */
  const lookForLateWrites = async ({ path, target }: KnownRoot): Promise<void> => {
    const watched = watchedIn.get(target) ?? []
    watchedIn.delete(target)
    for (const { file, looked } of watched) {
      const isDone = await attempt('late writes', target, async () => {
        const copy = await rescueLateWrites(files, target, file, copyName)
        if (copy !== undefined) tell('conflict copy', joinPath(path, copy), joinPath(path, file.relative))
      })
      if (!looked || !isDone) watch(target, { file, looked: isDone })
    }
  }

  return {
    async recover(seen) {
      const problems: Problem[] = []
      for (const { path, target } of seen.ready) {
        try {
          const recovered = await recoverAside(files, target, { at: clock.now(), copyName })
          for (const file of recovered) log.info('recovered', { root: target, file })
        } catch (error) {
          if (!isDiskError(error)) throw error
          seen.outOfReach.add(path)
          const why = { reason: 'unwritable', fault: faultOf(error), detail: error.message } as const
          problems.push({ path: path || '/', why })
        }
      }
      if (problems.length === 0) return seen
      const ready = seen.ready.filter(({ path }) => !seen.outOfReach.covers(path))
      return { ...seen, ready, problems: [...seen.problems, ...problems] }
    },
    kept(root, file) {
      watch(root, { file, looked: false })
    },
    async afterScan(roots, awaited) {
      for (const root of roots) {
        const { target } = root
        await lookForLateWrites(root)
        if (awaited === undefined) continue
        await attempt('staging', target, () => cleanStaging(files, target, { keep: awaited }))
        await attempt('trash', target, async () => {
          const thrown = await keeper.tend(target)
          if (thrown.files > 0) log.info('trash', { root: target, ...thrown })
        })
      }
    },
  }
}
