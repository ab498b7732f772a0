import { basename, dirname, join, resolve } from 'node:path'
import { statsAt } from '../../../runtime/local/node/file-stats.ts'
import { namesIn } from '../../../runtime/local/node/list.ts'
import { isDiskError } from '../../../runtime/ports/files.ts'
import { UsageError } from '../../terminal/errors.ts'
import { visible, visibleBytes } from '../../terminal/text.ts'

/** A file or folder whose status is to be told. */
export interface Named {
  /** As it is shown. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  /** Of a name that is no UTF-8, which no path can hold: the folder that it is in; what is no UTF-8 is escaped in `name` and `path`. */
  readonly garbledIn: string | undefined
}

/** All that is in a folder. Throws UsageError where it cannot be listed. */
export function namedIn(folder: string): Named[] {
  return bytesIn(folder).map((name) => {
    if (typeof name === 'string') return { name, path: join(folder, name), garbledIn: undefined }
    const shown = visibleBytes(name)
    return { name: shown, path: join(folder, shown), garbledIn: folder }
  })
}

/** What a person named, whether it is there or not. */
export function namedByPerson(name: string, currentFolder: string): Named {
  const path = resolve(currentFolder, name)
  const named = { name, path, garbledIn: undefined }
  // Bytes that are no UTF-8 have come as U+FFFD, a character that names hardly have.
  const last = basename(path)
  if (!last.includes('\ufffd') || !name.endsWith(last) || isAnything(named)) return named
  const folder = dirname(path)
  if (!isAnything({ path: folder, garbledIn: undefined })) return named
  const bytes = bytesIn(folder).find((each) => typeof each !== 'string' && each.toString('utf8') === last)
  if (bytes === undefined || typeof bytes === 'string') return named
  const shown = visibleBytes(bytes)
  return { name: name.slice(0, -last.length) + shown, path: join(folder, shown), garbledIn: folder }
}

/** Whether something is there. What cannot be looked at is taken to be: the agent says that it cannot sync. */
export function isAnything({ path, garbledIn }: Pick<Named, 'path' | 'garbledIn'>): boolean {
  if (garbledIn !== undefined) return true
  try {
    return statsAt(path) !== undefined
  } catch (error) {
    if (!isDiskError(error)) throw error
    return true
  }
}

function bytesIn(folder: string): (string | Buffer)[] {
  try {
    return namesIn(folder)
  } catch (error) {
    if (!isDiskError(error)) throw error
    throw new UsageError(`${visible(folder)} cannot be listed: ${error.message}.`, { cause: error })
  }
}
