import { join } from 'node:path'
import { allAccounts, createAccount } from './accounts/account.ts'
import { type Chance, createChance } from './chance.ts'
import { type CommitLock, createCommitLock } from './content/commit-lock.ts'
import { type Contents, openContents } from './content/contents.ts'
import { openParts, type Parts } from './content/part.ts'
import { openSessions, type Sessions } from './content/session.ts'
import { type Config, defaultConfig } from './control/config.ts'
import { createFaults, type Faults } from './control/faults.ts'
import { createRateLimit, type RateLimit } from './control/rate-limit.ts'
import { createStats, type Stats } from './control/stats.ts'
import { failAbandonedJobs } from './jobs/job.ts'
import { createChanges } from './namespace/changes.ts'
import type { Workshop } from './namespace/space.ts'
import { type Answer, textAnswer } from './protocol/answer.ts'
import { openDatabase } from './storage/database.ts'
import { ensureFolder } from './storage/folder.ts'
import { openSettings, type Settings } from './storage/setting.ts'

/** Everything that the pretended Dropbox is made of. */
export interface Dropbox extends Workshop {
  settings: Settings
  parts: Parts
  contents: Contents
  sessions: Sessions
  commitLock: CommitLock
  stats: Stats
  faults: Faults
  rateLimit: RateLimit
  /** Notes an error of the emulator's own making; gives the 500 to answer with. */
  reportBug(error: unknown, during: string): Answer
  setConfig(config: Config): void
  /** Keeps the state open until this work is done. */
  background(work: Promise<void>): void
  close(): Promise<void>
}

/** Opens the Dropbox that lives in a folder; an empty folder becomes one with a single account. */
export async function openDropbox(choice: {
  dataFolder: string
  seed?: number | undefined
  now?: (() => number) | undefined
  log?: ((line: string) => void) | undefined
}): Promise<Dropbox> {
  ensureFolder(choice.dataFolder)
  const database = openDatabase(join(choice.dataFolder, 'state.db'))
  const chance: Chance = createChance(choice.seed)
  const now = choice.now ?? Date.now
  let current = defaultConfig()
  const config = () => current
  const running = new Set<Promise<void>>()
  const parts = openParts(database, join(choice.dataFolder, 'content'))
  const sessions = openSessions(database, parts, chance, now)
  await sessions.removeExpired()
  failAbandonedJobs(database)
  if (allAccounts(database).length === 0) createAccount(database, chance, {})
  return {
    database,
    chance,
    config,
    now,
    changes: createChanges(),
    settings: openSettings(database, chance),
    parts,
    contents: openContents(database, parts),
    sessions,
    commitLock: createCommitLock(config),
    stats: createStats(),
    faults: createFaults(config, chance),
    rateLimit: createRateLimit(config, now),
    reportBug(error, during) {
      choice.log?.(`error during ${during}: ${error instanceof Error ? error.stack : String(error)}`)
      return textAnswer(500, 'Internal Server Error')
    },
    setConfig: (changed) => {
      current = changed
    },
    background(work) {
      const tracked = work.catch((error: unknown) => {
        choice.log?.(`error in the background: ${String(error)}`)
      })
      running.add(tracked)
      tracked.finally(() => running.delete(tracked)).catch(() => undefined)
    },
    async close() {
      await Promise.all(running)
      database.close()
    },
  }
}
