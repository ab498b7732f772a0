import { execFile } from 'node:child_process'
import { loadavg } from 'node:os'
import { promisify } from 'node:util'
import type { BenchDropbox, Stats } from './dropbox.ts'
import type { Usage } from './program.ts'
import { untilQuiet } from './quiet.ts'
import type { DropboxSettings } from './settings.ts'

/** What one run came to: numbers under names that carry their units (seconds, bytes), or say what was counted. */
export type Figures = Readonly<Record<string, number>>

/** What a piece of work took of time, of the box, and of Dropbox. */
export interface Measured {
  readonly figures: Figures
  readonly loadAverage: number
  readonly stats: Stats
}

/**
 * Does a piece of work while Dropbox behaves by the settings, and gives what it took. What was written before is on the disk when the clock starts.
 * `work` may give what it took of the box, and figures of its own.
 */
export async function measure(
  dropbox: BenchDropbox,
  settings: DropboxSettings,
  work: () => Promise<(Usage & { readonly figures?: Figures }) | undefined>,
): Promise<Measured> {
  await promisify(execFile)('sync')
  await dropbox.behave(settings)
  const [loadAverage = 0] = loadavg()
  const before = await dropbox.stats()
  const began = performance.now()
  const used = await work()
  const seconds = (performance.now() - began) / 1000
  // A call that is under way counts already, but nobody sees yet what it did, as whether it wrote a mark.
  await untilQuiet(dropbox)
  const stats = difference(await dropbox.stats(), before)
  await dropbox.behave()
  return {
    figures: {
      seconds,
      ...(used === undefined ? {} : { cpuSeconds: used.cpuSeconds, peakMemoryBytes: used.peakMemory }),
      requests: stats.requests,
      writeCalls: writeCallsOf(stats),
      refused: stats.statuses['429'] ?? 0,
      contentBytesUp: stats.contentBytesUp,
      contentBytesDown: stats.contentBytesDown,
      ...used?.figures,
    },
    loadAverage,
    stats,
  }
}

/** What was asked between two moments. */
export function difference(after: Stats, before: Stats): Stats {
  const less = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(one)
        .map(([name, count]) => [name, count - (other[name] ?? 0)] as const)
        .filter(([, count]) => count !== 0),
    )
  return {
    requests: after.requests - before.requests,
    contentBytesUp: after.contentBytesUp - before.contentBytesUp,
    contentBytesDown: after.contentBytesDown - before.contentBytesDown,
    routes: less(after.routes, before.routes),
    statuses: less(after.statuses, before.statuses),
  }
}

/** Calls that change something in Dropbox, or send content there. */
export function writeCallsOf({ routes }: Stats): number {
  const writing = /^files\/(upload|create_folder|delete|move|copy|permanently_delete|restore|save_url)/
  return Object.entries(routes)
    .filter(([route]) => writing.test(route) && !route.endsWith('/check'))
    .reduce((sum, [, count]) => sum + count, 0)
}
