import type { ExecutionContext } from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import type { LocalFile, LocalFolder } from '../../../../runtime/core/tree.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { type StagedFile, stageFor } from '../../../../runtime/local/staging/stage.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { unflushed } from '../hooked-files.ts'
import { makeTemporaryFolder } from '../temporary-folder.ts'
import { type Hands, realHands } from './hands.ts'

/** A root with its cache folder, and what a test needs to swap files in it. */
export interface SwapWorld {
  readonly root: string
  readonly files: Files
  readonly hands: Hands
  path(relative: string): string
  write(relative: string, content: string): void
  /** The entry of a file or folder, as a scan long after its last change would give it. */
  file(relative: string): Promise<LocalFile>
  folder(relative: string): Promise<LocalFolder>
  stage(content: string): Promise<StagedFile>
  /** Every file of the live tree by its path from the root, `.dropbox.cache` left out. Folders end with `/`. */
  live(): Record<string, string>
  /** Contents in the trash, in staging and aside. */
  inTrash(): string[]
  inStaging(): string[]
  /** Names in the aside folder. */
  aside(): string[]
  /** An empty folder elsewhere on the same disk. */
  outside(): Promise<string>
  remove(): void
}

/** A world on the disk of this machine. */
export async function makeSwapWorld(): Promise<SwapWorld> {
  const root = await makeTemporaryFolder()
  const others: string[] = []
  return swapWorldOn({
    root,
    files: unflushed(nodeFiles()),
    hands: realHands,
    async outside() {
      const folder = await makeTemporaryFolder()
      others.push(folder)
      return folder
    },
    remove() {
      for (const folder of [root, ...others]) realHands.remove(folder)
    },
  })
}

/** The same, for as long as a test lasts. */
export async function swapWorldOf(t: ExecutionContext): Promise<SwapWorld> {
  const world = await makeSwapWorld()
  t.teardown(world.remove)
  return world
}

/** A world on any disk, in a folder that is there. */
export async function swapWorldOn(
  disk: Pick<SwapWorld, 'root' | 'files' | 'hands' | 'outside' | 'remove'>,
): Promise<SwapWorld> {
  const { root, files, hands } = disk
  await establishRoot(files, root, { identity: 'a'.repeat(32), generation: 1 })
  const path = (relative: string): string => `${root}/${relative}`
  const statsOf = async (relative: string): Promise<NonNullable<Awaited<ReturnType<Files['lstat']>>>> => {
    const stats = await files.lstat(path(relative))
    if (stats === undefined) throw new Error(`${relative} is missing`)
    return stats
  }
  const contentsIn = (folder: string, wanted?: (name: string) => boolean): string[] =>
    Object.entries(hands.tree(path(folder), wanted))
      .filter(([name]) => !name.endsWith('/'))
      .map(([, content]) => content)
  let revisions = 0
  return {
    ...disk,
    path,
    write: (relative, content) => hands.write(path(relative), content),
    async file(relative) {
      const { size, modified, changed, inode, born } = await statsOf(relative)
      const name = relative.slice(relative.lastIndexOf('/') + 1)
      const hash = contentHashOf(new TextEncoder().encode(hands.text(path(relative))))
      return { kind: 'file', name, hash, size, modified, changed, inode, born }
    },
    async folder(relative) {
      const { inode, born } = await statsOf(relative)
      const name = relative.slice(relative.lastIndexOf('/') + 1)
      return { kind: 'folder', name, inode, born, holdsIgnored: false }
    },
    async stage(content) {
      const bytes = new TextEncoder().encode(content)
      const wanted = { rev: `5e${revisions++}`, hash: contentHashOf(bytes), size: bytes.byteLength }
      const stage = await stageFor(files, root, wanted)
      await stage.write(bytes)
      return stage.finish()
    },
    live: () => hands.tree(root, (name) => name !== '.dropbox.cache'),
    inTrash: () => contentsIn('.dropbox.cache/trash', (name) => name !== 'origin.json'),
    inStaging: () => contentsIn('.dropbox.cache/staging'),
    aside: () => hands.list(path('.dropbox.cache/aside')),
  }
}

/** Names of conflict copies as the tests expect them. */
export const copyNames =
  (name: string) =>
  (attempt: number): string =>
    `${name} copy ${attempt}`
