import { parentOf } from '../../core/path.ts'
import type { ArrivedFile, BegunDownload } from './begun-download.ts'

/** Gathers what comes of a folder in one piece into groups that are put in their places together: files that come one after the other, of one folder. */
export interface LandingGroups {
  /** Takes the next file. Resolves when there is room for more. */
  take(begun: BegunDownload, content: Uint8Array): Promise<void>
  /** No more come. Resolves when all have landed. */
  end(): Promise<void>
}

/** Files of a group, each of which is open while it is flushed. */
const mostFiles = 32
/** Bytes from which on a group is large enough. */
const enoughBytes = 256 * 1024

/** `land` begins to land a group when there is room for one more, and gives what settles when it has; that must never reject. */
export function gatherLandings(
  land: (group: readonly ArrivedFile[]) => Promise<{ readonly landed: Promise<void> }>,
): LandingGroups {
  const landings: Promise<void>[] = []
  let group: ArrivedFile[] = []
  let bytes = 0

  const close = async (): Promise<void> => {
    if (group.length === 0) return
    const whole = group
    group = []
    bytes = 0
    landings.push((await land(whole)).landed)
  }
  return {
    async take(begun, content) {
      const last = group.at(-1)
      if (last !== undefined && parentOf(last.begun.path) !== parentOf(begun.path)) await close()
      group.push({ begun, content })
      bytes += content.byteLength
      if (group.length >= mostFiles || bytes >= enoughBytes) await close()
    },
    async end() {
      await close()
      await Promise.all(landings)
    },
  }
}
