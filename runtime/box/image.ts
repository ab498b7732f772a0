import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What is asked of the disk, as node:fs/promises gives it. */
export interface ImageProbe {
  statfs(path: string): Promise<{ readonly type: number }>
  stat(
    path: string,
  ): Promise<{ readonly dev: number; readonly ctimeMs: number; readonly birthtimeMs: number }>
}

/** OVERLAYFS_SUPER_MAGIC (linux/magic.h). */
const overlay = 0x794c7630

/**
 * Whether a file came with the image that this container was made from: it lies on the container's own overlay, and nothing has touched it
 * since the container was made. The birth of `/` is that of the overlay's upper folder, which is made with the container, and whatever is written
 * in it later has a later ctime (tried on Linux 6: a file of a lower layer shows that layer's times, and new ones once it is copied up). Both times
 * are of one machine. A file on a volume, a container that was only stopped and started, and a machine without overlay are never taken for it;
 * where nobody can tell, the answer is false. Never throws for the disk.
 */
export async function cameWithImage(file: string, probe: ImageProbe = { stat, statfs }): Promise<boolean> {
  try {
    if ((await probe.statfs('/')).type !== overlay) return false
    const [top, folder, there] = await Promise.all([
      probe.stat('/'),
      probe.stat(dirname(file)),
      probe.stat(file),
    ])
    return folder.dev === top.dev && top.birthtimeMs > 0 && there.ctimeMs < top.birthtimeMs
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}
