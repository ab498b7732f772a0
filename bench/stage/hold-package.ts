import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackage } from '../../test/installed/package.ts'

/** Whoever makes another package removes those that nobody has touched for an hour, which a bench may well take. ms. */
const touched = 10 * 60_000

/** Packs and installs the program once for all boxes of this process, among what all checkouts share, and holds it there while the process lives. */
export async function holdPackage(): Promise<void> {
  const { home } = await installedPackage()
  const hold = (): void => utimesSync(join(home, '..', 'done'), new Date(), new Date())
  setInterval(hold, touched).unref()
}
