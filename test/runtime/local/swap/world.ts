import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import type { LocalFile, LocalFolder } from '../../../../runtime/core/tree.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { type StagedFile, stageFor } from '../../../../runtime/local/staging/stage.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { unflushed } from '../hooked-files.ts'
import { makeTemporaryFolder } from '../temporary-folder.ts'

/** A root with its cache folder, and what a test needs to swap files in it. */
export interface SwapWorld {
  readonly root: string
  readonly files: Files
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
  remove(): void
}

export async function makeSwapWorld(): Promise<SwapWorld> {
  const root = await makeTemporaryFolder()
  const files = unflushed(nodeFiles())
  await establishRoot(files, root, { identity: 'a'.repeat(32), generation: 1 })
  const path = (relative: string): string => join(root, relative)
  const statsOf = async (relative: string): Promise<NonNullable<Awaited<ReturnType<Files['lstat']>>>> => {
    const stats = await files.lstat(path(relative))
    if (stats === undefined) throw new Error(`${relative} is missing`)
    return stats
  }
  let revisions = 0
  return {
    root,
    files,
    path,
    write(relative, content) {
      mkdirSync(path(join(relative, '..')), { recursive: true })
      writeFileSync(path(relative), content)
    },
    async file(relative) {
      const { size, modified, changed, inode, born } = await statsOf(relative)
      const name = relative.slice(relative.lastIndexOf('/') + 1)
      const hash = contentHashOf(readFileSync(path(relative)))
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
    live: () => contentsBelow(root, (name) => name !== '.dropbox.cache'),
    inTrash: () => fileContents(path('.dropbox.cache/trash'), (name) => name !== 'origin.json'),
    inStaging: () => fileContents(path('.dropbox.cache/staging')),
    aside: () => readdirSync(path('.dropbox.cache/aside')),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

function fileContents(folder: string, wanted: (name: string) => boolean = () => true): string[] {
  return Object.entries(contentsBelow(folder, wanted))
    .filter(([path]) => !path.endsWith('/'))
    .map(([, content]) => content)
}

function contentsBelow(
  folder: string,
  wanted: (name: string) => boolean,
  prefix = '',
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!wanted(entry.name)) continue
    const relative = prefix + entry.name
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      found[`${relative}/`] = ''
      Object.assign(found, contentsBelow(path, wanted, `${relative}/`))
    } else found[relative] = entry.isFile() ? readFileSync(path, 'utf8') : '(no file)'
  }
  return found
}

/** Names of conflict copies as the tests expect them. */
export const copyNames =
  (name: string) =>
  (attempt: number): string =>
    `${name} copy ${attempt}`
