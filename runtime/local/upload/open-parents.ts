import type { Files } from '../../ports/files.ts'
import { openSharedParent, type SharedParent } from '../swap/parent.ts'

/** The folders in which files are being read that go up. Those that go up together lie in few of them, and each is opened once. */
export interface OpenParents {
  /**
   * The folder that holds a file (absolute, within `root`), reached as by `openParent`. For one that others have entered before, its path still leads to that very
   * folder, though what was a folder above it may be a symlink by now. It stays open until all who entered it have disposed of it. Undefined where the way to it leads through anything but folders. Throws DiskError.
   */
  enter(root: string, absolute: string): Promise<SharedParent | undefined>
}

/** A folder that somebody has entered. */
interface Entered {
  readonly opening: Promise<SharedParent | undefined>
  users: number
}

/** For one agent; at first nothing is open. */
export function openParents(files: Files): OpenParents {
  const open = new Map<string, Entered>()

  /** Nobody else enters it any more. */
  const forget = (key: string, entered: Entered): void => {
    if (open.get(key) === entered) open.delete(key)
  }

  const leave = async (key: string, entered: Entered): Promise<void> => {
    entered.users--
    if (entered.users > 0) return
    forget(key, entered)
    // Whoever entered it was told why it could not be opened.
    const parent = await entered.opening.catch(() => undefined)
    await parent?.[Symbol.asyncDispose]()
  }

  /** `isNew`: it was opened for this one, so that its path leads to it. */
  const enter = async (key: string, entered: Entered, isNew: boolean): Promise<SharedParent | undefined> => {
    entered.users++
    let isEntered = false
    try {
      const parent = await entered.opening
      isEntered = parent !== undefined && (isNew || (await parent.stands()))
      return parent && isEntered ? leftBy(parent, () => leave(key, entered)) : undefined
    } finally {
      if (!isEntered) {
        forget(key, entered)
        await leave(key, entered)
      }
    }
  }

  return {
    async enter(root, absolute) {
      const key = `${root} ${absolute.slice(0, absolute.lastIndexOf('/'))}`
      const there = open.get(key)
      const joined = there && (await enter(key, there, false))
      if (joined !== undefined) return joined
      const entered: Entered = { opening: openSharedParent(files, root, absolute), users: 0 }
      open.set(key, entered)
      return await enter(key, entered, true)
    },
  }
}

/** The same folder for one who has entered it, and leaves it once. */
function leftBy(parent: SharedParent, leave: () => Promise<void>): SharedParent {
  let isLeft = false
  return {
    ...parent,
    async [Symbol.asyncDispose]() {
      if (isLeft) return
      isLeft = true
      await leave()
    },
  }
}
