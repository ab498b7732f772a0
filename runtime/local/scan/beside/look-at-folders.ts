import { DiskError, type Files } from '../../../ports/files.ts'
import type { FolderLook } from '../../../ports/folder-looks.ts'
import { answerOrders } from '../../node/answer-orders.ts'
import { statsAt } from '../../node/file-stats.ts'
import { namesIn, statsOfNames } from '../../node/list.ts'
import type { Order } from './folder-look-thread.ts'
import { lookAtFolder } from './look.ts'

/** This thread has little memory: larger folders are left to others. */
const mostNames = 5_000

const files: Pick<Files, 'list' | 'lstat'> = {
  async list(folder) {
    const names = namesIn(folder)
    if (names.length > mostNames) throw new DiskError('invalid', folder)
    return await statsOfNames(folder, names, () => undefined)
  },
  lstat: async (path) => statsAt(path),
}

answerOrders(async ({ folders, salt }: Order) => {
  const looks: (FolderLook | undefined)[] = []
  // One after the other: what each holds is in memory meanwhile.
  for (const folder of folders) looks.push(await lookAtFolder(files, folder, salt))
  return looks
})
