import { marksFolder } from '../../runtime/core/cloud-mark.ts'
import type { DropboxUser } from '../../test/chaos/dropbox-user.ts'
import type { Measured } from './measure.ts'

interface Revisions {
  readonly entries: readonly {
    readonly '.tag'?: string
    readonly path_lower: string
    readonly size: number
  }[]
}

/**
 * Measures without the marks that agents leave in Dropbox every ten minutes while things sync, whatever is done: their calls and bytes are taken
 * off, and told as `marks`.
 */
export async function withoutMarks(user: DropboxUser, work: () => Promise<Measured>): Promise<Measured> {
  const before = await marksIn(user)
  const { figures, ...measured } = await work()
  const after = await marksIn(user)
  const marks = after.count - before.count
  const less = (name: string, by: number): number => Number(figures[name]) - by
  return {
    ...measured,
    figures: {
      ...figures,
      marks,
      requests: less('requests', marks),
      writeCalls: less('writeCalls', marks),
      contentBytesUp: less('contentBytesUp', after.bytes - before.bytes),
    },
  }
}

async function marksIn(user: DropboxUser): Promise<{ readonly count: number; readonly bytes: number }> {
  const listed = (await user.call('list_folder', { path: marksFolder })) as Revisions | undefined
  const revisions = await Promise.all(
    (listed?.entries ?? []).map(async ({ path_lower }) => {
      const told = await user.call('list_revisions', { path: path_lower, limit: 100 })
      return told as unknown as Revisions
    }),
  )
  const all = revisions.flatMap(({ entries }) => entries)
  return { count: all.length, bytes: all.reduce((sum, { size }) => sum + size, 0) }
}
